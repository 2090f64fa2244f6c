#include "kernel/pages/PageEngine.h"

#include "kernel/pages/Calendar.h"
#include "kernel/pages/Formats.h"
#include "kernel/pages/FrameView.h"
#include "kernel/pages/Library.h"
#include "kernel/pages/StrictContext.h"
#include "kernel/pages/Themes.h"
#include "kernel/pages/Zones.h"

#include <algorithm>

namespace sx::pages {

namespace {

Roots rootsOf(const Library& library, const Language& language)
{
	return {[&library, language](std::string_view key) { return library.plainWord(language, key); },
		[&library](std::string_view path) { return library.assetPart(path); },
		{},
		[&library, language](std::string_view prefix) { return library.plainWordsBelow(language, prefix); }};
}

Result<std::string> named(Result<std::string> rendered, std::string_view name)
{
	if (rendered) return rendered;
	return Error{rendered.error().code, "template \"" + std::string(name) + "\": " + rendered.error().detail};
}

/// Renders by the library that a brand's theme gives, and by the original one if that fails: a theme never costs a
/// page.
template <class Render>
Result<std::string> inTheme(
	const Library& library, const ThemeBook& themes, const Value& brand, Log* log, const Render& render)
{
	library.refresh();
	if (const auto* themed = themes.libraryFor(library.name(), brand))
	{
		themed->refresh();
		auto rendered = render(*themed);
		if (rendered) return rendered;
		const auto fault = themed->theme()->name() + " " + library.name() + " " + rendered.error().detail;
		if (log && themes.isNews(fault))
			log->error("theme.failed",
				{{"theme", themed->theme()->name()}, {"plugin", library.name()}, {"detail", rendered.error().detail}});
	}
	return render(library);
}

/// Implements sx::Pages for one plugin.
class PagesOf final: public Pages
{
public:
	PagesOf(const Library& library, const ThemeBook& themes, const Formats& formats, const Zones& zones, Log* log):
		_library(library), _themes(themes), _formats(formats), _zones(zones), _log(log)
	{
	}

	std::string text(const Language& language, std::string_view key, const Value& arguments) const override
	{
		auto word = wordOf(language, key, arguments);
		if (word) return std::move(*word);
		logFailure(word.error());
		return std::string(key);
	}

	std::optional<std::string> find(
		const Language& language, std::string_view key, const Value& arguments) const override
	{
		auto word = wordOf(language, key, arguments);
		if (word) return std::move(*word);
		if (word.error().code != Code::Missing) logFailure(word.error());
		return std::nullopt;
	}

	Result<std::string> render(
		const Language& language, std::string_view name, const Value& view) const noexcept override
	try
	{
		return renderFor(view["tenant"]["brand"], language, name, view);
	}
	catch (const std::exception& e)
	{
		return Error{Code::Internal, e.what()};
	}

	std::string dateTime(const Language& language, Instant at, std::string_view zone, Style style) const override
	{
		return _formats.dateTime(language, at, zone, style);
	}
	std::string byteSize(const Language& language, std::int64_t bytes) const override
	{
		return _formats.byteSize(language, bytes);
	}
	std::string number(const Language& language, std::int64_t number) const override
	{
		return _formats.number(language, number);
	}
	Instant startOfDay(std::string_view zone, Day day) const override { return pages::startOfDay(zone, day); }
	Day dayAt(std::string_view zone, Instant at) const override { return pages::dayAt(zone, at); }
	std::vector<ZoneName> timeZones(const Language& language) const override { return _zones.all(language); }
	std::optional<ZoneName> timeZone(const Language& language, std::string_view zone) const override
	{
		return _zones.find(language, zone);
	}

	/// Renders as render() does, for a company with that brand.
	Result<std::string> renderFor(
		const Value& brand, const Language& language, std::string_view name, const Value& view) const
	{
		return inTheme(_library, _themes, brand, _log, [&](const Library& library) {
			return name.starts_with("mails/") ? mail(library, language, name, view)
											  : fragment(library, language, name, {&view});
		});
	}

	const Library& library() const noexcept { return _library; }

private:
	Result<std::string> wordOf(const Language& language, std::string_view key, const Value& arguments) const
	{
		_library.refresh();
		return _library.word(language, key, arguments);
	}

	void logFailure(const Error& error) const
	{
		if (_log) _log->error("pages.word.failed", {{"plugin", _library.name()}, {"detail", error.detail}});
	}

	static Result<std::string> fragment(const Library& library,
		const Language& language,
		std::string_view name,
		const std::vector<const Value*>& scopes)
	{
		auto found = library.find(name);
		if (!found) return found.error();
		return named((*found)->render(scopes, rootsOf(library, language)), name);
	}

	static Result<std::string> mail(
		const Library& library, const Language& language, std::string_view name, const Value& view)
	{
		bool isText = name.ends_with(".text");
		auto frame = mailFrameView(library, language, view);
		auto body = fragment(library, language, name, {&frame, &view});
		if (!body) return body;
		frame.set("content", isText ? Value(std::move(*body)) : Value(SafeHtml{std::move(*body)}));
		return fragment(library, language, isText ? "mails/frame.text" : "mails/frame.html", {&view, &frame});
	}

	const Library& _library;
	const ThemeBook& _themes;
	const Formats& _formats;
	const Zones& _zones;
	Log* _log;
};

Result<std::string> pageIn(const Library& library,
	std::string_view name,
	const Value& view,
	const Frame& frame,
	const std::vector<Asset>& themeSheets)
{
	auto file = "pages/" + std::string(name) + ".html";
	auto body = library.find(file);
	if (!body) return body.error();
	auto outer = frameView(library, view, frame, themeSheets);
	if (!outer) return Error{outer.error().code, "page \"" + std::string(name) + "\": " + outer.error().detail};
	auto roots = rootsOf(library, frame.request.language());
	roots.slot = frame.slot;
	auto content = named((*body)->render({&*outer, &view}, roots), file);
	if (!content) return content;
	outer->set("content", SafeHtml{std::move(*content)});
	auto layoutName = "layouts/" + (view["layout"].isText() ? view["layout"].text() : "public") + ".html";
	auto layout = library.find(layoutName);
	if (!layout) return layout.error();
	return named((*layout)->render({&*outer}, roots), layoutName);
}

Folders foldersOf(const Options& options)
{
	Folders folders{{options.templatesFolder, options.assetsFolder + "/templates"},
		{options.templatesFolder + "/words"},
		options.assetsFolder};
	if (options.webFolder.empty()) return folders;
	folders.templates.push_back(options.webFolder + "/templates");
	folders.words.push_back(options.webFolder + "/words");
	return folders;
}

/// Holds a library and the interface over it, at a fixed address.
struct Shelf
{
	Shelf(std::string name,
		Folders folders,
		const Library* shared,
		const Options& options,
		const ThemeBook& themes,
		const Formats& formats,
		const Zones& zones):
		library(std::move(name), std::move(folders), shared, options),
		pages(library, themes, formats, zones, options.log)
	{
	}
	Library library;
	PagesOf pages;
};

}

struct PageEngine::State
{
	explicit State(Options given):
		options(std::move(given)), shared("", foldersOf(options), nullptr, options, themes, formats, zones)
	{
	}

	const Shelf& shelf(std::string_view plugin) const
	{
		auto found = plugins.find(plugin);
		return found == plugins.end() ? shared : *found->second;
	}

	Options options;
	ThemeBook themes;
	Formats formats;
	Zones zones;
	Shelf shared;
	std::map<std::string, std::unique_ptr<Shelf>, std::less<>> plugins;
};

PageEngine::PageEngine(Options options): _state(std::make_unique<State>(std::move(options))) {}
PageEngine::~PageEngine() = default;

Result<> PageEngine::load() { return _state->shared.library.load(); }

Result<> PageEngine::add(std::string plugin, const std::string& folder)
{
	Folders folders{{folder + "/templates", folder + "/assets/templates"}, {folder + "/words"}, folder + "/assets"};
	auto shelf = std::make_unique<Shelf>(plugin,
		std::move(folders),
		&_state->shared.library,
		_state->options,
		_state->themes,
		_state->formats,
		_state->zones);
	if (auto loaded = shelf->library.load(); !loaded) return loaded;
	_state->plugins.insert_or_assign(std::move(plugin), std::move(shelf));
	return {};
}

void PageEngine::addThemes(ThemeOptions options, const std::vector<ThemeSource>& sources)
{
	ThemeBook::Libraries libraries{{"shared", &_state->shared.library}};
	for (const auto& [plugin, shelf]: _state->plugins) libraries.emplace(plugin, &shelf->library);
	_state->themes.set(std::move(options), std::move(libraries));
	for (const auto& source: sources)
		if (const auto own = _state->plugins.find(source.plugin); own != _state->plugins.end())
			_state->themes.add(source, own->second->library);
}

ThemeBook& PageEngine::themes() noexcept { return _state->themes; }
const ThemeBook& PageEngine::themes() const noexcept { return _state->themes; }

const Pages& PageEngine::of(std::string_view plugin) const noexcept { return _state->shelf(plugin).pages; }

Result<std::string> PageEngine::page(
	std::string_view plugin, std::string_view name, const Value& view, const Frame& frame) const noexcept
try
{
	const auto& brand = view["shownAs"].isObject() ? view["shownAs"]["brand"] : frame.request.tenant().brand;
	return inTheme(_state->shelf(plugin).library, _state->themes, brand, _state->options.log, [&](const auto& library) {
		const auto sheets = library.theme() ? _state->themes.stylesFor(brand) : std::vector<Asset>();
		return pageIn(library, name, view, frame, sheets);
	});
}
catch (const std::exception& e)
{
	return Error{Code::Internal, e.what()};
}

Result<std::string> PageEngine::fragment(std::string_view plugin,
	std::string_view name,
	const Value& view,
	const Language& language,
	const Value& brand) const noexcept
try
{
	return _state->shelf(plugin).pages.renderFor(brand, language, name, view);
}
catch (const std::exception& e)
{
	return Error{Code::Internal, e.what()};
}

Result<std::string> PageEngine::problem(const Value& view, const Frame& frame) const noexcept
{
	return page("", "problem", view, frame);
}

const std::vector<SpokenLanguage>& PageEngine::languages() const noexcept { return _state->shared.library.languages(); }

bool PageEngine::hasWord(std::string_view plugin, const Language& language, std::string_view key) const
{
	return _state->shelf(plugin).library.hasWord(language, key);
}

std::vector<Catalogues::Word> PageEngine::below(std::string_view prefix) const
{
	std::vector<Word> out;
	for (const auto& [id, shelf]: _state->plugins)
		if (const auto own = shelf->library.words("fr"))
			for (auto& key: own->keysBelow(prefix)) out.push_back({id, std::move(key)});
	return out;
}

std::optional<std::string> PageEngine::find(
	const Language& language, std::string_view plugin, std::string_view key, const Value& arguments) const
{
	const auto shelf = _state->plugins.find(plugin);
	if (shelf == _state->plugins.end()) return std::nullopt;
	const auto own = shelf->second->library.having(language, key);
	if (!own) return std::nullopt;
	Value given = arguments;
	for (const auto& name: own->argumentsOf(key))
		if (given[name].isNull()) given.set(name, "…");
	auto word = own->format(key, given);
	return word ? std::optional(std::move(*word)) : std::nullopt;
}

std::vector<std::string> PageEngine::slots() const
{
	auto slots = _state->shared.library.slots();
	for (const auto& plugin: _state->plugins)
	{
		auto more = plugin.second->library.slots();
		slots.insert(slots.end(), more.begin(), more.end());
	}
	std::sort(slots.begin(), slots.end());
	slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
	return slots;
}

std::vector<WordFault> PageEngine::checkWords(
	std::string_view plugin, const std::function<bool(std::string_view key)>& isUsed) const
{
	std::vector<WordFault> faults;
	const auto& library = _state->shelf(plugin).library;
	auto inTemplates = library.wordsOfTemplates();
	auto lists = library.wordListsOfTemplates();
	auto isListed = [&](const std::string& key) {
		return std::any_of(
			lists.begin(), lists.end(), [&](const auto& list) { return key.starts_with(list.first + "."); });
	};
	for (auto tag: {"fr", "en"})
	{
		for (const auto& [key, where]: inTemplates)
			if (!library.plainWord(languageOf(tag), key))
				faults.push_back({WordFault::Kind::Missing, key, where + " (" + tag + ")"});
		for (const auto& [prefix, where]: lists)
			if (!library.plainWordsBelow(languageOf(tag), prefix))
				faults.push_back({WordFault::Kind::Missing, prefix + ".*", where + " (" + tag + ")"});
		auto words = library.words(tag);
		auto others = library.words(std::string_view(tag) == "fr" ? "en" : "fr");
		for (const auto& key: words ? words->keys() : std::vector<std::string>())
		{
			auto base = key.ends_with("_short") ? key.substr(0, key.size() - 6) : key;
			if (!inTemplates.contains(key) && !isListed(key) && !(isUsed && isUsed(base)))
				faults.push_back({WordFault::Kind::Unused, key, tag});
			if (!others || !others->has(key) || others->argumentsOf(key) != words->argumentsOf(key))
				faults.push_back({WordFault::Kind::Unpaired, key, tag});
		}
	}
	return faults;
}

}
