#include "kernel/pages/Library.h"

#include "kernel/pages/Files.h"
#include "kernel/pages/Languages.h"
#include "kernel/pages/ParsedTemplates.h"

#include <algorithm>
#include <cctype>
#include <mutex>
#include <set>

namespace sx::pages {

namespace {

constexpr std::string_view kSuffix = ".mustache";

Medium mediumOf(std::string_view name)
{
	if (name.ends_with(".text")) return Medium::Text;
	return name.starts_with("mails/") ? Medium::Mail : Medium::Page;
}

bool isFileName(std::string_view name)
{
	return name.find("..") == std::string_view::npos && !name.starts_with("/") &&
		std::all_of(name.begin(), name.end(), [](unsigned char c) {
			return std::isalnum(c) || c == '/' || c == '_' || c == '.' || c == '-';
		});
}

void join(std::string& faults, const std::string& fault) { faults += (faults.empty() ? "" : "; ") + fault; }

}

Library::Library(std::string name, Folders folders, const Library* shared, const Options& options):
	_name(std::move(name)), _folders(std::move(folders)), _shared(shared), _options(options)
{
}

Library::Library(const Library& original,
	const Library* shared,
	const Library& theme,
	std::map<std::string, std::string, std::less<>> overrides):
	_name(original._name),
	_folders(original._folders), _shared(shared), _options(original._options), _original(&original), _theme(&theme),
	_overrides(std::move(overrides))
{
}

Result<> Library::load()
{
	std::string faults;
	if (!_shared)
	{
		auto found = findLanguages(_folders.words.front(), _options.readCatalogue);
		if (!found) join(faults, found.error().detail);
		if (found) _languages = std::move(*found);
	}
	if (auto read = loadWords(); !read) join(faults, read.error().detail);
	if (auto read = loadAssets(); !read) join(faults, read.error().detail);
	for (const auto& name: names())
	{
		auto made = compile(name);
		if (!made)
			join(faults, made.error().detail);
		else
			_templates.insert_or_assign(name, *made);
	}
	if (!faults.empty())
		return Error{Code::Internal, "pages of \"" + (_name.empty() ? "shared" : _name) + "\": " + faults};
	return {};
}

// Reads French and English first: the words of a further language are compared with the English ones.
Result<> Library::loadWords() const
{
	std::string faults;
	for (const auto& spoken: languages())
	{
		const auto& language = spoken.language;
		const std::string tag(language.shortTag());
		auto catalogue = readCatalogues(tag);
		if (catalogue && catalogue->empty()) continue;
		auto words = catalogue ? Words::make(*catalogue, language)
							   : Result<std::shared_ptr<const Words>>(catalogue.error());
		if (catalogue && !isComplete(tag))
		{
			std::string left;
			const auto english = _words.find(kFallback);
			words = Words::makePartial(
				*catalogue, language, english == _words.end() ? nullptr : english->second.get(), left);
			if (!left.empty() && _options.log)
				_options.log->warning("pages.words.left_out", {{"plugin", _name}, {"language", tag}, {"detail", left}});
		}
		if (!words)
			join(faults, tag + ".yaml: " + words.error().detail);
		else
			_words.insert_or_assign(tag, *words);
	}
	if (!faults.empty()) return Error{Code::Internal, faults};
	return {};
}

Result<Catalogue> Library::readCatalogue(const std::string& path) const
{
	_changed[path] = changedAt(path);
	if (!std::filesystem::exists(path) || !_options.readCatalogue) return Catalogue();
	auto catalogue = _options.readCatalogue(path);
	if (!catalogue) return Error{Code::Internal, path + ": " + catalogue.error().detail};
	return catalogue;
}

Result<Catalogue> Library::readCatalogues(std::string_view shortTag) const
{
	const std::string tag(shortTag);
	Catalogue all;
	// What the operator added for a plugin stands beside the shared words, since nothing may be added to what is
	// signed.
	if (_shared && !isComplete(tag))
	{
		auto added = readCatalogue(_shared->folders().words.front() + "/" + tag + "/" + _name + ".yaml");
		if (!added) return added;
		all = std::move(*added);
	}
	const bool mayOverlap = !all.empty();
	for (const auto& folder: _folders.words)
	{
		const auto path = folder + "/" + tag + ".yaml";
		auto catalogue = readCatalogue(path);
		if (!catalogue) return catalogue;
		all.merge(*catalogue);
		if (!catalogue->empty() && !mayOverlap)
			return Error{Code::Internal, path + ": another catalogue has " + catalogue->begin()->first};
	}
	// These describe the language; they are no words.
	if (!_shared) std::erase_if(all, [](const auto& each) { return each.first.starts_with(kHead); });
	return all;
}

Result<> Library::loadAssets() const
{
	auto path = _folders.assets + "/assets.json";
	_changed[path] = changedAt(path);
	auto read = Assets::read(_folders.assets, _name.empty() ? "shared" : _name);
	if (!read) return read.error();
	_assets = std::move(*read);
	return {};
}

// Lists the templates to parse at load. Partials, icons and logos are parsed where they are used; the partials of
// sdk/web also by themselves, because those that only partners use must be without fault too.
std::vector<std::string> Library::names() const
{
	std::vector<std::string> names;
	for (const auto& folder: _folders.templates)
		for (auto part: {"pages", "fragments", "layouts", "mails", "partials"})
		{
			std::error_code error;
			for (const auto& entry: std::filesystem::directory_iterator(folder + "/" + part, error))
			{
				auto file = entry.path().filename().string();
				if (file.ends_with(kSuffix) && (part != std::string_view("partials") || file.starts_with("sx-")))
					names.push_back(std::string(part) + "/" + file.substr(0, file.size() - kSuffix.size()));
			}
		}
	std::sort(names.begin(), names.end());
	return names;
}

void Library::refresh() const
{
	if (!_options.isLive) return;
	if (_shared) _shared->refresh();
	if (_original) _original->refresh();
	if (_theme) _theme->refresh();
	std::unique_lock lock(_mutex);
	std::erase_if(_templates, [](const auto& entry) {
		const auto& files = entry.second->files();
		return std::any_of(
			files.begin(), files.end(), [](const auto& file) { return changedAt(file.path) != file.changed; });
	});
	bool words = false, assets = false;
	for (const auto& [path, changed]: _changed)
		if (changedAt(path) != changed) (path.ends_with(".yaml") ? words : assets) = true;
	// When a file is only half written, keep the previous content; the next refresh() tries again.
	auto report = [this](const Result<>& result) {
		if (!result && _options.log)
			_options.log->error("pages.reload.failed", {{"plugin", _name}, {"detail", result.error().detail}});
	};
	if (words) report(loadWords());
	if (assets) report(loadAssets());
}

std::optional<std::string> Library::ownPathOf(const std::string& name) const
{
	for (const auto& folder: _folders.templates)
	{
		auto path = folder + "/" + name + std::string(kSuffix);
		std::error_code error;
		if (std::filesystem::is_regular_file(path, error)) return path;
	}
	return std::nullopt;
}

std::optional<std::string> Library::pathOf(const std::string& name) const
{
	if (const auto found = _overrides.find(name); found != _overrides.end()) return found->second;
	if (auto own = ownPathOf(name)) return own;
	return _shared ? _shared->pathOf(name) : std::nullopt;
}

Result<std::string> Library::joined(const std::string& text, Medium medium) const
{
	return joinTemplate(text, medium, [&](const std::string& partial, std::vector<SourceFile>& files) {
		return readPartial(partial, medium, files);
	});
}

Result<std::string> Library::readPartial(const std::string& name, Medium medium, std::vector<SourceFile>& files) const
{
	auto file = name.starts_with("icon.") ? "icons/" + name.substr(5) + ".svg"
										  : "partials/" + name + (medium == Medium::Text ? ".text" : ".html");
	auto path = pathOf(file);
	if (!path) return Error{Code::Missing, "there is no " + file};
	files.push_back({*path, changedAt(*path)});
	return readFile(*path);
}

Result<std::shared_ptr<const Template>> Library::compile(const std::string& name) const
{
	auto path = isFileName(name) ? pathOf(name) : std::nullopt;
	if (!path) return Error{Code::Internal, "template \"" + name + "\" is missing"};
	std::string key;
	if (_options.parsed)
	{
		key = *path + (_theme ? '\n' + _theme->_folders.assets : std::string());
		for (const auto* library = this; library; library = library->_shared)
			for (const auto& folder: library->_folders.templates) key += '\n' + folder;
		if (auto kept = _options.parsed->find(key)) return kept;
	}
	SourceFile file{*path, changedAt(*path)};
	auto text = readFile(*path);
	if (!text) return Error{Code::Internal, "template \"" + name + "\" cannot be read"};
	auto medium = mediumOf(name);
	auto made = Template::compile(*text, medium, file, [&](const std::string& partial, std::vector<SourceFile>& files) {
		return readPartial(partial, medium, files);
	});
	if (!made) return Error{Code::Internal, "template \"" + name + "\": " + made.error().detail};
	if (_options.parsed) _options.parsed->keep(key, *made);
	return made;
}

Result<std::shared_ptr<const Template>> Library::find(std::string_view name) const noexcept
try
{
	{
		std::shared_lock lock(_mutex);
		auto found = _templates.find(name);
		if (found != _templates.end()) return found->second;
	}
	auto made = compile(std::string(name));
	if (!made) return made;
	std::unique_lock lock(_mutex);
	return _templates.insert_or_assign(std::string(name), *made).first->second;
}
catch (const std::exception& e)
{
	return Error{Code::Internal, e.what()};
}

std::shared_ptr<const Words> Library::words(std::string_view shortTag) const
{
	if (_original) return _original->words(shortTag);
	std::shared_lock lock(_mutex);
	auto found = _words.find(shortTag);
	return found == _words.end() ? nullptr : found->second;
}

std::shared_ptr<const Words> Library::having(const Language& language, std::string_view key) const
{
	auto own = words(language.shortTag());
	if ((own && own->has(key)) || isComplete(language.shortTag())) return own && own->has(key) ? own : nullptr;
	auto english = words(kFallback);
	return english && english->has(key) ? english : nullptr;
}

bool Library::hasWord(const Language& language, std::string_view key) const
{
	return having(language, key) || (_shared && _shared->hasWord(language, key));
}

std::optional<std::string> Library::plainWord(const Language& language, std::string_view key) const
{
	if (auto own = having(language, key)) return own->plain(key);
	if (_shared) return _shared->plainWord(language, key);
	return _theme ? _theme->plainWord(language, key) : std::nullopt;
}

std::optional<WordList> Library::plainWordsBelow(const Language& language, std::string_view prefix) const
{
	std::set<std::string> keys;
	// A further language has the keys of English, and those of its own forms of a count: KEY.few.
	for (const auto tag: {language.shortTag(), isComplete(language.shortTag()) ? language.shortTag() : kFallback})
		if (const auto own = words(tag))
			for (auto& key: own->keysBelow(prefix)) keys.insert(std::move(key));
	if (keys.empty()) return _shared ? _shared->plainWordsBelow(language, prefix) : std::nullopt;
	WordList list;
	for (const auto& key: keys)
	{
		auto word = plainWord(language, key);
		if (!word) return std::nullopt;
		list.emplace_back(key.substr(prefix.size() + 1), std::move(*word));
	}
	return list;
}

Result<std::string> Library::word(const Language& language, std::string_view key, const Value& arguments) const
{
	if (auto own = having(language, key)) return own->format(key, arguments);
	if (_shared) return _shared->word(language, key, arguments);
	return Error{Code::Missing, "word \"" + std::string(key) + "\" in " + language.tag};
}

std::optional<Asset> Library::asset(std::string_view name) const
{
	if (_shared && name.starts_with("shared.")) return _shared->asset(name.substr(7));
	if (_theme && name.starts_with("theme."))  // so does the server's own theme.css
		if (auto found = _theme->asset(name.substr(6))) return found;
	if (_original) return _original->asset(name);
	std::shared_lock lock(_mutex);
	auto found = _assets.find(name);
	return found ? std::optional(*found) : std::nullopt;
}

std::optional<std::string> Library::assetPart(std::string_view path) const
{
	auto dot = path.rfind('.');
	if (dot == std::string_view::npos) return std::nullopt;
	auto found = asset(path.substr(0, dot));
	auto part = path.substr(dot + 1);
	if (!found) return std::nullopt;
	if (part == "url") return found->url;
	return part == "integrity" ? std::optional(found->integrity) : std::nullopt;
}

std::vector<std::string> Library::slots() const
{
	std::vector<std::string> slots;
	std::shared_lock lock(_mutex);
	for (const auto& entry: _templates)
		slots.insert(slots.end(), entry.second->slots().begin(), entry.second->slots().end());
	return slots;
}

std::multimap<std::string, std::string> Library::wordListsOfTemplates() const
{
	std::multimap<std::string, std::string> lists;
	std::shared_lock lock(_mutex);
	for (const auto& [name, made]: _templates)
		for (const auto& prefix: made->wordLists()) lists.emplace(prefix, name);
	return lists;
}

std::multimap<std::string, std::string> Library::wordsOfTemplates() const
{
	std::multimap<std::string, std::string> words;
	std::shared_lock lock(_mutex);
	for (const auto& [name, made]: _templates)
		for (const auto& word: made->words()) words.emplace(word, name);
	return words;
}

}
