// Keeps the themes that plugins ship: templates that stand in for those of the server and of other plugins, for the
// companies that chose that theme (docs/decisions/themes.md).
#pragma once
#include "kernel/pages/Library.h"
#include "sx/themes.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace sx::pages {

/// Is what a plugin's plugin.yaml says of its theme.
struct ThemeSource
{
	std::string plugin, title, folder;
	std::vector<std::string> styles{};               // bundles of the plugin
	std::map<std::string, std::string> overrides{};  // versions by names: "shared/layouts/public.html"
};

/// Says what is wrong with one file of a theme.
struct ThemeFinding
{
	enum class Kind {
		Refused,  // the original is shown in its place
		Drifted,  // it is shown; its original has changed since
		Unused    // the plugin that it is for is not here
	};
	Kind kind = Kind::Refused;
	std::string theme, file;  // file: below the plugin's folder
	std::string detail{};     // English
};

/// Says what ThemeBook needs to know of the installation.
struct ThemeOptions
{
	std::string standard{};  // of companies that choose none; empty: the server's own
	/// Returns the version of a plugin, or of the server for "shared".
	std::function<std::string(std::string_view owner)> versionOf{};
	/// Returns the SHA-256 of a text in hexadecimal.
	std::function<std::string(std::string_view text)> digest{};
};

/// Finds the library with which a company's pages and mails are rendered. [add(): main thread; the rest: any thread
/// after the last add()]
class ThemeBook final: public Themes
{
public:
	/// Is every library that there is, by plugin; "shared" is the shared one.
	using Libraries = std::map<std::string, const Library*, std::less<>>;

	/// Begins anew, without themes.
	void set(ThemeOptions options, Libraries libraries);
	/// Checks a theme, file by file, and takes what passes. library: of the theme's plugin.
	void add(const ThemeSource& source, const Library& library);

	/// Returns a plugin's library ("": the shared one) as the theme that a brand names shows it; nullptr: as it is.
	const Library* libraryFor(std::string_view plugin, const Value& brand) const noexcept;
	/// Returns the style sheets of the theme that a brand names.
	std::vector<Asset> stylesFor(const Value& brand) const;
	/// Notes that a template of a theme failed and the original was shown. Returns whether that is news.
	bool isNews(const std::string& fault) const;

	std::vector<Theme> themes(const Language& language) const override;
	std::string standard() const override { return _options.standard; }
	/// Tells whether a theme is there.
	bool has(std::string_view plugin) const noexcept { return _themes.contains(plugin); }
	const std::vector<ThemeFinding>& findings() const noexcept { return _findings; }

private:
	struct Shelf
	{
		std::string title;
		const Library* library = nullptr;
		std::vector<std::string> styles{};
		std::map<std::string, std::unique_ptr<const Library>, std::less<>> libraries{};  // by plugin; "": shared
	};
	const Shelf* shelfFor(const Value& brand) const noexcept;
	Result<std::string> judged(
		const ThemeSource& source, const Library& library, const std::string& name, const std::string& madeFor);
	std::string versionOf(const std::string& owner, const std::string& text) const;
	void find(const ThemeSource& source, ThemeFinding::Kind kind, const std::string& file, std::string detail);

	ThemeOptions _options;
	Libraries _libraries;
	std::map<std::string, Shelf, std::less<>> _themes;
	std::vector<ThemeFinding> _findings;
	mutable std::mutex _mutex;
	mutable std::set<std::string> _faults;
};

}
