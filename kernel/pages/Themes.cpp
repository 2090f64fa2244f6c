#include "kernel/pages/Themes.h"

#include "kernel/pages/Files.h"
#include "kernel/pages/Overrides.h"

#include <algorithm>
#include <mutex>

namespace sx::pages {

namespace {

constexpr std::string_view kShared = "shared";
constexpr std::string_view kEnding = ".mustache";
constexpr std::size_t kDigits = 12;       // of a digest: enough to tell versions of one file apart
constexpr std::size_t kMostFaults = 200;  // remembered; the rest is logged again
constexpr const char* kParts[] = {"layouts", "pages", "partials", "fragments", "mails", "icons", "logos"};

/// Splits "messages/pages/sent.html" into the owner and the name of the template.
std::pair<std::string, std::string> ownerAndFile(const std::string& name)
{
	const auto slash = name.find('/');
	return {name.substr(0, slash), name.substr(slash + 1)};
}

/// Lists the templates in a folder, as "pages/sent.html".
std::set<std::string> templatesIn(const std::string& folder)
{
	std::set<std::string> out;
	for (const auto* part: kParts)
	{
		std::error_code error;
		for (const auto& entry: std::filesystem::directory_iterator(folder + "/" + part, error))
		{
			auto file = entry.path().filename().string();
			if (!file.ends_with(kEnding)) continue;
			file.resize(file.size() - kEnding.size());
			out.insert(std::string(part) + "/" + file);
		}
	}
	return out;
}

/// Lists the files of a theme, as "shared/layouts/public.html".
std::set<std::string> filesOf(const std::string& folder)
{
	std::set<std::string> out;
	std::error_code error;
	for (const auto& owner: std::filesystem::directory_iterator(folder, error))
		for (const auto& name: templatesIn(owner.path().string()))
			out.insert(owner.path().filename().string() + "/" + name);
	return out;
}

std::string pathIn(const ThemeSource& source, const std::string& name)
{
	return source.folder + "/theme/" + name + std::string(kEnding);
}

bool isIcon(std::string_view name) { return name.ends_with(".svg"); }

Medium mediumOfOverride(std::string_view name, const std::string& path)
{
	if (name.ends_with(".text")) return Medium::Text;
	// What MJML made stands in the folder of assets.
	const bool isMail = name.starts_with("mails/") || path.find("/assets/templates/") != std::string::npos;
	return isMail ? Medium::Mail : Medium::Page;
}

/// Says which word, list of words or asset a template names and the library has not; empty: none.
std::string missingFrom(const Library& library, const Shown& shown)
{
	for (const auto* tag: {"fr", "en"})
	{
		for (const auto& key: shown.words)
			if (!library.plainWord(languageOf(tag), key))
				return "the word " + key + " does not exist in " + tag + ", or needs arguments";
		for (const auto& prefix: shown.lists)
			if (!library.plainWordsBelow(languageOf(tag), prefix)) return "there are no words below " + prefix;
	}
	for (const auto& path: shown.assets)
		if (!library.assetPart(path)) return "there is no asset " + path;
	return {};
}

}

void ThemeBook::set(ThemeOptions options, Libraries libraries)
{
	_options = std::move(options);
	_libraries = std::move(libraries);
	_themes.clear();
	_findings.clear();
}

std::string ThemeBook::versionOf(const std::string& owner, const std::string& text) const
{
	const auto version = _options.versionOf ? _options.versionOf(owner) : std::string("0.0.0");
	return version + '+' + (_options.digest ? _options.digest(text).substr(0, kDigits) : std::string(kDigits, '0'));
}

void ThemeBook::find(const ThemeSource& source, ThemeFinding::Kind kind, const std::string& file, std::string detail)
{
	_findings.push_back({kind, source.plugin, file, std::move(detail)});
}

// Returns the path of a file that may stand in for its original. Errors: Missing (the original's plugin is not here),
// Invalid.
Result<std::string> ThemeBook::judged(
	const ThemeSource& source, const Library& library, const std::string& name, const std::string& madeFor)
{
	const auto [owner, file] = ownerAndFile(name);
	const auto path = pathIn(source, name);
	const auto text = readFile(path);
	if (!text) return Error{Code::Invalid, "plugin.yaml names it, and it is not there"};
	const auto known = _libraries.find(owner);
	if (known == _libraries.end()) return Error{Code::Missing, owner + " is not here"};
	const auto originalPath = known->second->ownPathOf(file);
	const auto original = originalPath ? readFile(*originalPath) : Result<std::string>(Error{Code::Missing, ""});
	if (!original) return Error{Code::Invalid, owner + " has no template " + file};
	const auto now = versionOf(owner, *original);
	if (now.substr(now.find('+')) != madeFor.substr(madeFor.find('+')))
		find(source,
			ThemeFinding::Kind::Drifted,
			"theme/" + name + std::string(kEnding),
			"was made for " + madeFor + " and the original is " + now + ": compare them (" + *originalPath +
				"), then write that version in plugin.yaml");
	// Partials are those of the original: what replaces one of them is judged by itself and leaves out nothing either.
	const auto medium = mediumOfOverride(file, *originalPath);
	const auto before = known->second->joined(*original, medium), after = known->second->joined(*text, medium);
	if (!before) return Error{Code::Invalid, "the original: " + before.error().detail};
	if (!after) return Error{Code::Invalid, after.error().detail};
	const auto shown = shownBy(*after, medium, isIcon(file));
	if (auto fault = faultOf(shownBy(*before, medium, isIcon(file)), shown); !fault.empty())
		return Error{Code::Invalid, std::move(fault)};
	const Library shared(*_libraries.at(std::string(kShared)), nullptr, library, {});
	const Library themed(*known->second, owner == kShared ? nullptr : &shared, library, {});
	if (auto missing = missingFrom(themed, shown); !missing.empty()) return Error{Code::Invalid, std::move(missing)};
	return path;
}

void ThemeBook::add(const ThemeSource& source, const Library& library)
{
	using Overrides = std::map<std::string, std::string, std::less<>>;
	std::map<std::string, Overrides> taken;  // by owner
	for (const auto& [name, madeFor]: source.overrides)
	{
		auto path = judged(source, library, name, madeFor);
		const auto file = "theme/" + name + std::string(kEnding);
		const auto [owner, inside] = ownerAndFile(name);
		if (path)
			taken[owner][inside] = std::move(*path);
		else if (path.error().code == Code::Missing)
			find(source, ThemeFinding::Kind::Unused, file, path.error().detail);
		else
			find(source, ThemeFinding::Kind::Refused, file, path.error().detail);
	}
	for (const auto& name: filesOf(source.folder + "/theme"))
		if (!source.overrides.contains(name))
			find(source,
				ThemeFinding::Kind::Refused,
				"theme/" + name + std::string(kEnding),
				"plugin.yaml does not say for which version it was made");
	Shelf shelf{.title = source.title, .library = &library};
	auto shared = std::make_unique<const Library>(
		*_libraries.at(std::string(kShared)), nullptr, library, std::move(taken[std::string(kShared)]));
	for (const auto& style: source.styles)
		if (library.asset(style))
			shelf.styles.push_back(style);
		else
			find(source,
				ThemeFinding::Kind::Refused,
				style,
				"there is no such bundle; the build makes it of web/" + style);
	for (const auto& [owner, original]: _libraries)
		if (owner != kShared)
			shelf.libraries.emplace(
				owner, std::make_unique<const Library>(*original, shared.get(), library, std::move(taken[owner])));
	shelf.libraries.emplace("", std::move(shared));
	_themes.insert_or_assign(source.plugin, std::move(shelf));
}

const ThemeBook::Shelf* ThemeBook::shelfFor(const Value& brand) const noexcept
{
	if (_themes.empty()) return nullptr;
	const auto& chosen = brand["theme"].text();
	if (chosen == kNone) return nullptr;
	auto found = chosen.empty() ? _themes.end() : _themes.find(chosen);
	if (found == _themes.end()) found = _themes.find(_options.standard);
	return found == _themes.end() ? nullptr : &found->second;
}

const Library* ThemeBook::libraryFor(std::string_view plugin, const Value& brand) const noexcept
{
	const auto* shelf = shelfFor(brand);
	if (!shelf) return nullptr;
	const auto found = shelf->libraries.find(plugin);
	return found == shelf->libraries.end() ? nullptr : found->second.get();
}

std::vector<Asset> ThemeBook::stylesFor(const Value& brand) const
{
	std::vector<Asset> out;
	if (const auto* shelf = shelfFor(brand))
		for (const auto& style: shelf->styles)
			if (auto asset = shelf->library->asset(style)) out.push_back(std::move(*asset));
	return out;
}

bool ThemeBook::isNews(const std::string& fault) const
{
	std::lock_guard lock(_mutex);
	if (_faults.size() >= kMostFaults) _faults.clear();
	return _faults.insert(fault).second;
}

std::vector<Themes::Theme> ThemeBook::themes(const Language& language) const
{
	std::vector<Theme> out;
	for (const auto& [id, shelf]: _themes)
		out.push_back({id, shelf.library->plainWord(language, "theme.title").value_or(shelf.title)});
	std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.title < b.title; });
	return out;
}

}
