#include "kernel/pages/FrameView.h"

#include "kernel/pages/Files.h"
#include "kernel/pages/StrictContext.h"
#include "sx/views.h"

#include <algorithm>

namespace sx::pages {

namespace {

constexpr std::string_view kDefaultTheme = "petrole";
constexpr std::size_t kMaxTabs = 4;  // besides the one that opens the menu

struct Group
{
	int below;
	const char* word;
};
constexpr Group kGroups[] = {
	{200, "common.nav.exchanges"}, {300, "common.nav.company"}, {1 << 30, "common.nav.personal"}};

const Library& sharedOf(const Library& library) { return library.shared() ? *library.shared() : library; }

std::optional<Asset> sharedAsset(const Library& library, const std::string& name)
{
	return sharedOf(library).asset(name);
}

std::string themeOf(const Library& library, const Value& brand)
{
	for (const auto& name: {brand["theme"].text(), brand["logo"].text()})
		if (!name.empty() && sharedAsset(library, "brand-" + name + ".css")) return name;
	return std::string(kDefaultTheme);
}

Result<Value> svg(const Library& library, const std::string& name)
{
	auto found = library.find(name);
	if (!found) return found.error();
	auto drawn = (*found)->render({}, Roots{});
	if (!drawn) return drawn.error();
	return Value(SafeHtml{std::move(*drawn)});
}

Value assetView(const Asset& asset) { return Value::object({{"url", asset.url}, {"integrity", asset.integrity}}); }

Result<Value> assetList(const Library& library, const Value& names)
{
	Value::List list;
	for (const auto& each: names.list())
	{
		auto asset = library.asset(each.text());
		if (!asset) return Error{Code::Internal, "there is no asset \"" + each.text() + "\""};
		list.push_back(assetView(*asset));
	}
	return Value(std::move(list));
}

// Returns the entry with the longest path that the page's path begins with, or nullptr.
const MenuItem* currentOf(const std::vector<MenuItem>& menu, std::string_view path)
{
	const MenuItem* best = nullptr;
	for (const auto& item: menu)
	{
		bool fits = path == item.path ||
			(path.starts_with(item.path) && path.substr(item.path.size()).starts_with("/"));
		if (fits && (!best || item.path.size() > best->path.size())) best = &item;
	}
	return best;
}

Result<Value> itemView(const Library& library, const MenuItem& item, bool isCurrent)
{
	auto icon = svg(library, "icons/" + item.icon + ".svg");
	if (!icon) return icon;
	return Value::object({{"word", item.word},
		{"shortWord", item.shortWord.empty() ? item.word : item.shortWord},
		{"path", item.path},
		{"icon", std::move(*icon)},
		{"isCurrent", isCurrent}});
}

Result<> addMenu(Value& out, const Library& library, const Frame& frame)
{
	auto menu = frame.menu;
	std::stable_sort(menu.begin(), menu.end(), [](const auto& a, const auto& b) { return a.order < b.order; });
	auto current = currentOf(menu, frame.request.path());
	Value::List groups, tabs;
	Value mainAct;
	int from = -(1 << 30);
	for (const auto& group: kGroups)
	{
		Value::List items;
		for (const auto& item: menu)
		{
			if (item.order < from || item.order >= group.below) continue;
			auto view = itemView(library, item, &item == current);
			if (!view) return view.error();
			if (item.isMainAct) mainAct = *view;
			if (item.isMainAct || tabs.size() < kMaxTabs) tabs.push_back(*view);
			items.push_back(std::move(*view));
		}
		if (!items.empty())
		{
			auto word = sharedOf(library).plainWord(frame.request.language(), group.word).value_or(group.word);
			groups.push_back(Value::object({{"word", word}, {"items", std::move(items)}}));
		}
		from = group.below;
	}
	out.set("groups", std::move(groups)).set("tabs", std::move(tabs)).set("mainAct", std::move(mainAct));
	return {};
}

Result<> addBrand(Value& out, const Library& library, const Tenant& tenant)
{
	auto theme = themeOf(library, tenant.brand);
	auto logo = svg(library, "logos/" + theme + ".svg");
	if (!logo) return logo.error();
	Value sheets;
	for (const auto& name: {std::string("theme.css"), "brand-" + theme + ".css"})
		if (auto sheet = sharedAsset(library, name)) sheets.add(assetView(*sheet));
	if (sheets.isNull()) sheets = Value::List{};
	auto script = sharedAsset(library, "shared.js");
	auto font = sharedAsset(library, "figtree-latin-wght-normal.woff2");
	out.set("brandTheme", theme).set("logo", std::move(*logo)).set("sheets", std::move(sheets));
	out.set("sharedScript", script ? assetView(*script) : Value());
	auto mark = sharedAsset(library, "mark-" + theme + ".svg");
	out.set("mark", mark ? assetView(*mark) : Value());
	out.set("font", font ? assetView(*font) : Value());
	out.set("tenant", tenantView(tenant));
	return {};
}

void addLanguages(Value& out, const Request& request)
{
	bool isFrench = request.language().shortTag() == "fr";
	out.set("lang", request.language().tag);
	out.set("otherLanguage",
		Value::object({{"tag", isFrench ? "en-CA" : "fr-CA"},
			{"short", isFrench ? "EN" : "FR"},
			{"name", isFrench ? "English" : "Fran\u00e7ais"},
			{"url", std::string("?lang=") + (isFrench ? "en" : "fr")}}));
}

void addPerson(Value& out, const Frame& frame)
{
	auto principal = frame.request.principal();
	out.set("principal",
		!principal ? Value()
				   : Value::object({{"name", principal->name},
						 {"address", principal->address},
						 {"initials", initialsOf(principal->name)},
						 {"timeZone", principal->timeZone}}));
	out.set("csrf", frame.csrf).set("hasCsrf", !frame.csrf.empty()).set("signOutPath", frame.signOutPath);
	auto theme = frame.request.cookie("sx_theme").value_or("");
	bool isChosen = theme == "light" || theme == "dark";
	out.set("theme", isChosen ? Value::object({{"name", theme}}) : Value());
}

// Returns "#123a28" from `--sx-header:#123a28`. Expands three digits to six, because mail programs parse attributes
// strictly.
std::string colourIn(std::string_view sheet, std::string_view role, std::string fallback)
{
	auto mark = "--sx-" + std::string(role) + ":";
	auto at = sheet.find(mark);
	if (at == std::string_view::npos) return fallback;
	at = sheet.find_first_not_of(' ', at + mark.size());
	auto end = sheet.find_first_of(";}", at);
	if (at == std::string_view::npos || end == std::string_view::npos || sheet[at] != '#') return fallback;
	std::string colour(sheet.substr(at, end - at));
	if (colour.size() != 4) return colour.size() == 7 ? colour : fallback;
	return {'#', colour[1], colour[1], colour[2], colour[2], colour[3], colour[3]};
}

}

Result<Value> frameView(const Library& library, const Value& view, const Frame& frame)
{
	const auto& request = frame.request;
	Value out;
	if (!view["title"].isText()) return Error{Code::Internal, "the view has no title"};
	auto title = view["title"].text();
	if (view["isError"].flag())
	{
		auto marked = sharedOf(library).word(
			request.language(), "common.layout.error_title", Value::object({{"title", title}}));
		if (!marked) return marked.error();
		title = *marked;
	}
	out.set("title", title)
		.set("subtitle", view["subtitle"].isText() ? Value::object({{"text", view["subtitle"]}}) : Value());
	bool isPortal = view["layout"].text() == "portal";
	out.set("frame", view["frame"].isText() ? view["frame"].text() : isPortal ? "" : "sx-public-narrow");
	out.set("requestId", request.requestId()).set("path", request.path());
	out.set("now", toMillis(frame.now));
	addLanguages(out, request);
	addPerson(out, frame);
	if (auto added = addBrand(out, library, request.tenant()); !added) return added.error();
	if (auto added = addMenu(out, library, frame); !added) return added.error();
	for (auto kind: {"scripts", "styles"})
	{
		auto list = assetList(library, view[kind]);
		if (!list) return list;
		out.set(kind, std::move(*list));
	}
	return out;
}

Value mailFrameView(const Library& library, const Language& language, const Value& view)
{
	auto asset = sharedAsset(library, "brand-" + themeOf(library, view["tenant"]["brand"]) + ".css");
	std::string sheet;
	if (asset)
		if (auto read = readFile(sharedOf(library).folders().assets + asset->url.substr(asset->url.rfind('/'))))
			sheet = std::move(*read);
	auto colour = [&](std::string_view role, const char* fallback) { return Value(colourIn(sheet, role, fallback)); };
	auto footer = view["footer"].isText() ? Value::object({{"text", view["footer"]}}) : Value();
	return Value::object({{"lang", language.tag},
		{"footer", footer},
		{"colour",
			Value::object({{"header", colour("header", "#0f6478")},
				{"onHeader", colour("on-header", "#ffffff")},
				{"button", colour("brand", "#0f6478")},
				{"onButton", colour("on-brand", "#ffffff")},
				{"soft", colour("brand-soft", "#ecf3f4")},
				{"line", colour("brand-line", "#b2ccd2")}})}});
}

}
