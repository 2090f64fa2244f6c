// One folder of templates, words and bundles: the shared one, or a plugin's over it.
#pragma once
#include "kernel/pages/Assets.h"
#include "kernel/pages/PageEngine.h"
#include "kernel/pages/Template.h"
#include "kernel/pages/Words.h"

#include <shared_mutex>

namespace sx::pages {

struct Folders
{
	std::string templates;
	std::string messages;
	std::string assets;
};

/// What is not in this library is looked for in the shared one. [any thread]
class Library
{
public:
	/// shared: nullptr for the shared one itself; it outlives this one, as does options.
	Library(std::string name, Folders folders, const Library* shared, const Options& options);

	/// Reads words and bundles and parses every page, fragment, layout and mail. Errors: Internal, each fault in
	/// `detail`.
	Result<> load();
	/// In development: forgets what changed on disk. Costs a look at every file.
	void refresh() const;

	/// "pages/sent.html", "mails/notice.text", "icons/lock.svg". Errors: Internal.
	Result<std::shared_ptr<const Template>> find(std::string_view name) const noexcept;
	bool hasWord(const Language& language, std::string_view key) const;
	std::optional<std::string> plainWord(const Language& language, std::string_view key) const;
	/// Errors: Missing, Internal.
	Result<std::string> word(const Language& language, std::string_view key, const Value& arguments) const;
	/// "composer.js" of this library; "shared.theme.css" of the shared one.
	std::optional<Asset> asset(std::string_view name) const;
	/// {{asset.PATH}}: "composer_js.url", "shared.theme_css.integrity".
	std::optional<std::string> assetPart(std::string_view path) const;

	std::vector<std::string> slots() const;
	/// Words of the templates, with the template's name.
	std::multimap<std::string, std::string> wordsOfTemplates() const;
	/// nullptr: no catalogue in that language.
	std::shared_ptr<const Words> words(std::string_view shortTag) const;
	const std::string& name() const noexcept { return _name; }
	const Folders& folders() const noexcept { return _folders; }
	const Library* shared() const noexcept { return _shared; }

private:
	Result<> loadWords() const;
	Result<> loadAssets() const;
	std::vector<std::string> names() const;
	Result<std::shared_ptr<const Template>> compile(const std::string& name) const;
	Result<std::string> readPartial(const std::string& name, Medium medium, std::vector<SourceFile>& files) const;
	std::optional<std::string> pathOf(const std::string& name) const;
	std::string messagesPath(std::string_view shortTag) const;

	std::string _name;
	Folders _folders;
	const Library* _shared;
	const Options& _options;

	// Development replaces these while pages are rendered.
	mutable std::shared_mutex _mutex;
	mutable std::map<std::string, std::shared_ptr<const Template>, std::less<>> _templates;
	mutable std::map<std::string, std::shared_ptr<const Words>, std::less<>> _words;
	mutable Assets _assets;
	mutable std::map<std::string, std::filesystem::file_time_type> _changed;
};

}
