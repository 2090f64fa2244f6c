// Holds one folder of templates, words and assets: the shared one, or a plugin's, which falls back to the shared one.
#pragma once
#include "kernel/pages/Assets.h"
#include "kernel/pages/PageEngine.h"
#include "kernel/pages/Template.h"
#include "kernel/pages/Words.h"

#include <shared_mutex>

namespace sx::pages {

struct Folders
{
	std::vector<std::string> templates;  // the first that has a file wins
	std::vector<std::string> words;      // no two have the same key
	std::string assets;
};

/// Finds templates, words and assets, in this library first and then in the shared one. [any thread]
class Library
{
public:
	/// Makes an empty library. shared: nullptr for the shared library itself. shared and options must outlive this one.
	Library(std::string name, Folders folders, const Library* shared, const Options& options);

	/// Makes the library `original` as a theme shows it: what `overrides` names (paths by names of templates) stands in
	/// for its own, words and assets stay. shared: the same of the shared library; nullptr for that one itself. theme:
	/// the library of the theme's plugin, whose words stand in for missing ones. All must outlive this one.
	Library(const Library& original,
		const Library* shared,
		const Library& theme,
		std::map<std::string, std::string, std::less<>> overrides);

	/// Reads words and assets, and parses every page, fragment, layout and mail. Errors: Internal, with each fault in
	/// `detail`.
	Result<> load();
	/// Drops templates and reads words and assets again when their files changed. Does nothing unless options.isLive.
	/// Checks the time of every file.
	void refresh() const;

	/// Returns a template, parsing it if needed: "pages/sent.html", "mails/notice.text", "icons/lock.svg".
	/// Errors: Internal.
	Result<std::shared_ptr<const Template>> find(std::string_view name) const noexcept;
	/// Returns this library's own catalogue that has a word: the language's, else the English one if the language need
	/// not be complete; nullptr if neither has it.
	std::shared_ptr<const Words> having(const Language& language, std::string_view key) const;
	bool hasWord(const Language& language, std::string_view key) const;
	std::optional<std::string> plainWord(const Language& language, std::string_view key) const;
	/// Returns the words below a prefix, by what follows it ("title" for "sent.script.title" below "sent.script"), from
	/// this library's catalogue, else from the shared one. Empty: there are none, or one of them needs arguments.
	std::optional<WordList> plainWordsBelow(const Language& language, std::string_view prefix) const;
	/// Formats a word. Errors: Missing, Internal.
	Result<std::string> word(const Language& language, std::string_view key, const Value& arguments) const;
	/// Finds an asset: "composer.js" in this library, "shared.theme.css" in the shared one.
	std::optional<Asset> asset(std::string_view name) const;
	/// Returns what {{asset.PATH}} prints: "composer_js.url", "shared.theme_css.integrity".
	std::optional<std::string> assetPart(std::string_view path) const;

	std::vector<std::string> slots() const;
	/// Maps each word that a template uses to the template's name.
	std::multimap<std::string, std::string> wordsOfTemplates() const;
	/// Maps the prefix of each list of words that a template prints to the template's name.
	std::multimap<std::string, std::string> wordListsOfTemplates() const;
	/// Returns this library's own catalogue in a language, or nullptr when it has none.
	std::shared_ptr<const Words> words(std::string_view shortTag) const;
	const std::string& name() const noexcept { return _name; }
	const Folders& folders() const noexcept { return _folders; }
	const Library* shared() const noexcept { return _shared; }
	/// Lists the languages that the shared library found when it was loaded.
	const std::vector<SpokenLanguage>& languages() const noexcept
	{
		if (_original) return _original->languages();
		return _shared ? _shared->languages() : _languages;
	}
	/// Returns the library of the theme that this one shows; nullptr: none.
	const Library* theme() const noexcept { return _theme; }
	/// Finds the file of a template in the folders of this library alone.
	std::optional<std::string> ownPathOf(const std::string& name) const;
	/// Joins the text of a template with the partials of this library. Errors: Internal.
	Result<std::string> joined(const std::string& text, Medium medium) const;

private:
	Result<> loadWords() const;
	Result<Catalogue> readCatalogues(std::string_view shortTag) const;
	/// Reads a catalogue if it is there, and remembers when it changed.
	Result<Catalogue> readCatalogue(const std::string& path) const;
	Result<> loadAssets() const;
	std::vector<std::string> names() const;
	Result<std::shared_ptr<const Template>> compile(const std::string& name) const;
	Result<std::string> readPartial(const std::string& name, Medium medium, std::vector<SourceFile>& files) const;
	std::optional<std::string> pathOf(const std::string& name) const;

	std::string _name;
	Folders _folders;
	const Library* _shared;
	const Options& _options;
	std::vector<SpokenLanguage> _languages;  // of the shared library
	const Library* _original = nullptr;
	const Library* _theme = nullptr;
	const std::map<std::string, std::string, std::less<>> _overrides;

	// With isLive, refresh() replaces these while other threads render pages.
	mutable std::shared_mutex _mutex;
	mutable std::map<std::string, std::shared_ptr<const Template>, std::less<>> _templates;
	mutable std::map<std::string, std::shared_ptr<const Words>, std::less<>> _words;
	mutable Assets _assets;
	mutable std::map<std::string, std::filesystem::file_time_type> _changed;
};

}
