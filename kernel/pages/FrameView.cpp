#include "kernel/pages/FrameView.h"

#include "kernel/pages/Files.h"
#include "kernel/pages/Languages.h"
#include "kernel/pages/StrictContext.h"
#include "sx/views.h"

#include <algorithm>

namespace sx::pages {

namespace {

constexpr std::string_view kDefaultTheme = "petrole";
constexpr std::size_t kMaxTabs = 4;  // besides the one that opens the menu

/// Is a colour of mails: its key, the role of the style sheet that it is by default, and what it is without a sheet.
struct MailColour
{
	const char* name;
	const char* role;
	const char* fallback;
};
// A company's own are a list in this order.
constexpr MailColour kMailColours[] = {{"header", "header", "#0f6478"},
	{"onHeader", "on-header", "#ffffff"},
	{"button", "brand", "#0f6478"},
	{"onButton", "on-brand", "#ffffff"},
	{"soft", "brand-soft", "#ecf3f4"},
	{"line", "brand-line", "#b2ccd2"},
	{"border", "brand-line", "#b2ccd2"}};

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

// Returns `picture` of the brandmark: a company's own logo, and the one for dark pages, if it has one.
Value pictureView(const Value& logo)
{
	const auto picture = [](const Value& url, const Value& width, const Value& height, std::string_view alt) {
		return Value::object({{"url", url}, {"width", width}, {"height", height}, {"alt", alt}});
	};
	if (!logo["url"].isText()) return {};
	const auto& alt = logo["isNamed"].flag() ? std::string() : logo["alt"].text();
	auto out = picture(logo["url"], logo["width"], logo["height"], alt);
	const bool hasDark = logo["darkUrl"].isText();
	out.set("hasDark", hasDark).set("isPlated", !hasDark && logo["isPlated"].flag());
	out.set("dark", hasDark ? picture(logo["darkUrl"], logo["darkWidth"], logo["height"], alt) : Value());
	return out;
}

Result<Value> logoView(const Library& library, const Value& brand, const std::string& theme)
{
	auto picture = pictureView(brand["logo"]);
	if (!picture.isNull())
		return Value::object(
			{{"drawing", Value()}, {"picture", std::move(picture)}, {"isNamed", brand["logo"]["isNamed"].flag()}});
	Value drawing;
	if (!brand["sheet"].isObject())
	{
		auto drawn = svg(library, "logos/" + theme + ".svg");
		if (!drawn) return drawn;
		drawing = Value::object({{"svg", std::move(*drawn)}});
	}
	return Value::object({{"drawing", std::move(drawing)}, {"picture", Value()}, {"isNamed", true}});
}

// A company's own colours come last: they win over those of a theme, and a theme's over the server's.
Value sheetList(
	const Library& library, const Value& brand, const std::string& theme, const std::vector<Asset>& themeSheets)
{
	Value::List sheets;
	if (auto sheet = sharedAsset(library, "theme.css")) sheets.push_back(assetView(*sheet));
	const bool isOwn = brand["sheet"]["url"].isText();
	if (auto sheet = sharedAsset(library, "brand-" + theme + ".css"); sheet && !isOwn)
		sheets.push_back(assetView(*sheet));
	for (const auto& sheet: themeSheets) sheets.push_back(assetView(sheet));
	if (isOwn) sheets.push_back(brand["sheet"]);
	return Value(std::move(sheets));
}

Value iconView(const Library& library, const Value& brand, const std::string& theme)
{
	if (brand["icon"].isText()) return Value::object({{"url", brand["icon"]}, {"type", "image/png"}});
	auto mark = sharedAsset(library, "mark-" + theme + ".svg");
	return mark ? Value::object({{"url", mark->url}, {"type", "image/svg+xml"}}) : Value();
}

// Returns a company's text in a language; the English one where a further language has none.
const Value& textIn(const Language& language, const Value& texts)
{
	const auto& own = texts[language.shortTag()];
	return own.isNull() && !isComplete(language.shortTag()) ? texts[kFallback] : own;
}

// Returns `footing`: what the company adds to the footer, or null.
Value footingView(const Value& brand, const Language& language)
{
	const auto& text = textIn(language, brand["footer"]);
	const auto& links = brand["links"];
	if (!text.isText() && !links.isObject()) return {};
	const auto link = [&](std::string_view name) {
		return links[name].isText() ? Value::object({{"url", links[name]}}) : Value();
	};
	return Value::object({{"line", text.isText() ? Value::object({{"text", text}}) : Value()},
		{"privacyLink", link("privacy")},
		{"termsLink", link("terms")},
		{"contactLink", link("contact")}});
}

// Copies no brand: a copy would cost more than all that a brand adds to a page.
Result<> addBrand(Value& out,
	const Library& library,
	const Value& brand,
	const Language& language,
	const std::vector<Asset>& themeSheets)
{
	auto theme = themeOf(library, brand);
	auto logo = logoView(library, brand, theme);
	if (!logo) return logo.error();
	auto script = sharedAsset(library, "shared.js");
	auto font = sharedAsset(library, "figtree-latin-wght-normal.woff2");
	out.set("brandTheme", brand["sheet"].isObject() ? "own" : theme).set("logo", std::move(*logo));
	out.set("sheets", sheetList(library, brand, theme, themeSheets));
	out.set("sharedScript", script ? assetView(*script) : Value());
	out.set("mark", iconView(library, brand, theme));
	out.set("font", font ? assetView(*font) : Value());
	const auto& headline = textIn(language, brand["headline"]);
	out.set("headline", headline.isSafeHtml() ? Value::object({{"html", headline}}) : Value());
	out.set("footing", footingView(brand, language));
	return {};
}

std::string inCapitals(std::string tag)
{
	for (char& c: tag)
		if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
	return tag;
}

// Adds the switch: a link to the other language where there are two, else a menu of all others.
void addLanguages(Value& out, const Library& library, const Request& request)
{
	const auto here = request.language().shortTag();
	Value::List others;
	Value menu;
	for (const auto& each: library.languages())
	{
		const std::string tag(each.language.shortTag());
		auto view = Value::object(
			{{"tag", each.language.tag}, {"short", inCapitals(tag)}, {"name", each.name}, {"url", "?lang=" + tag}});
		if (tag == here)
			menu = std::move(view);
		else
			others.push_back(std::move(view));
	}
	const bool isMenu = others.size() > 1;
	out.set("lang", request.language().tag);
	out.set("otherLanguage", isMenu || others.empty() ? Value() : others.front());
	out.set("languageMenu", isMenu ? menu.set("languages", std::move(others)) : Value());
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

Result<Value> frameView(
	const Library& library, const Value& view, const Frame& frame, const std::vector<Asset>& themeSheets)
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
	addLanguages(out, library, request);
	addPerson(out, frame);
	const auto& shown = view["shownAs"];
	const auto& brand = shown.isObject() ? shown["brand"] : request.tenant().brand;
	Tenant named;
	named.name = shown.isObject() ? shown["name"].text() : request.tenant().name;
	named.origin = request.tenant().origin;
	out.set("tenant", tenantView(named));
	if (auto added = addBrand(out, library, brand, request.language(), themeSheets); !added) return added.error();
	if (auto added = addMenu(out, library, frame); !added) return added.error();
	if (shown.isObject())
	{
		out.set("sharedScript", Value());
		if (shown["mode"].isText()) out.set("theme", Value::object({{"name", shown["mode"]}}));
	}
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
	const auto& brand = view["tenant"]["brand"];
	const auto& own = brand["mailColours"].list();
	std::string sheet;
	if (own.size() != std::size(kMailColours))
		if (auto asset = sharedAsset(library, "brand-" + themeOf(library, brand) + ".css"))
			if (auto read = readFile(sharedOf(library).folders().assets + asset->url.substr(asset->url.rfind('/'))))
				sheet = std::move(*read);
	Value colours;
	for (std::size_t i = 0; i < std::size(kMailColours); ++i)
	{
		const auto& each = kMailColours[i];
		colours.set(
			each.name, sheet.empty() && own.size() > i ? own[i] : Value(colourIn(sheet, each.role, each.fallback)));
	}
	auto footer = view["footer"].isText() ? Value::object({{"text", view["footer"]}}) : Value();
	const auto& logo = brand["logo"];
	return Value::object({{"lang", language.tag},
		{"footer", footer},
		{"colour", std::move(colours)},
		{"logo",
			logo["url"].isText() ? Value::object({{"url", "cid:logo"},
									   {"alt", logo["isNamed"].flag() ? Value("") : logo["alt"]},
									   {"width", logo["width"]},
									   {"height", logo["height"]},
									   {"isNamed", logo["isNamed"].flag()}})
								 : Value()},
		{"legal", brand["legal"].isText() ? Value::object({{"text", brand["legal"]}}) : Value()}});
}

}
