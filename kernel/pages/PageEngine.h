// Renders every page and mail from templates, layouts and words in the reader's language.
#pragma once
#include "sx/catalogues.h"
#include "sx/http.h"
#include "sx/kit.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sx::pages {

/// Maps flat keys such as "sent.empty.title" to texts, as read from words/fr.yaml.
using Catalogue = std::map<std::string, std::string, std::less<>>;
/// Reads one catalogue file. kernel/config implements it, because only kernel/config parses YAML.
/// Errors: Invalid (not YAML), Missing.
using CatalogueReader = std::function<Result<Catalogue>(const std::string& path)>;

/// Describes one entry of the portal's navigation, in the person's language. order picks the group: below 200:
/// exchanges; below 300: company; otherwise personal.
struct MenuItem
{
	std::string word;
	std::string path;
	std::string icon;  // a name in templates/icons
	int order = 100;
	bool isMainAct = false;   // shown as the header's button
	std::string shortWord{};  // for the tab bar on phones, twelve letters at most; empty: word
};

/// Holds what a layout shows besides the page's view. Valid during the call.
struct Frame
{
	const Request& request;
	std::string_view csrf{};       // empty: no session
	Instant now{};                 // the server's time, for scripts: a device's clock may be wrong
	std::vector<MenuItem> menu{};  // what this principal may see; in any order
	/// Returns the HTML for `{{>slot.NAME}}`: the providers' fragments, joined. Without a function, slots stay empty.
	std::function<std::string(std::string_view slot)> slot{};
	std::string signOutPath = "/sign-out";
};

/// Describes one fault of a plugin's catalogues, for the architecture test.
struct WordFault
{
	enum class Kind { Missing, Unused, Unpaired };  // Unpaired: in one language only, or with different arguments
	Kind kind;
	std::string key;
	std::string where;  // the template or the language
};

class ParsedTemplates;
class ThemeBook;
struct ThemeOptions;
struct ThemeSource;

struct Options
{
	std::string templatesFolder;  // shared layouts, icons and words (the repository's templates/)
	std::string webFolder;        // partials and words of the browser parts (sdk/web/); empty: none
	std::string assetsFolder;     // the built shared assets, and the compiled mails below templates
	CatalogueReader readCatalogue;
	bool isLive = false;                // for development: read changed files again at their next use
	Log* log = nullptr;                 // nullptr: log nothing
	ParsedTemplates* parsed = nullptr;  // of earlier engines of this process; nullptr: parse all
};

/// Holds the parsed templates and words of all plugins. A mistake makes rendering fail rather than print nothing: a
/// missing name, word, partial or icon, a flag printed as text, text used as a flag, or a raw tag on anything but
/// SafeHtml. [any thread after the last add(); add(): main thread]
class PageEngine final: public Catalogues
{
public:
	explicit PageEngine(Options options);
	~PageEngine();
	PageEngine(const PageEngine&) = delete;
	PageEngine& operator=(const PageEngine&) = delete;

	/// Reads and checks the shared templates and words; call it once, before any other function.
	/// Errors: Internal, with each faulty file in `detail`.
	Result<> load();
	/// Reads and checks a plugin's folder (templates/, words/, assets/assets.json; each may be missing).
	/// Errors: Internal, with each faulty file in `detail`.
	Result<> add(std::string plugin, const std::string& folder);

	/// Takes the themes of plugins that were added before, in place of earlier ones. Call it after every add()
	/// (docs/decisions/themes.md). [main thread]
	void addThemes(ThemeOptions options, const std::vector<ThemeSource>& sources);
	ThemeBook& themes() noexcept;
	const ThemeBook& themes() const noexcept;

	/// Returns the words and templates of a plugin, or the shared ones for "" and for an unknown plugin. Valid as long
	/// as the engine lives.
	const Pages& of(std::string_view plugin) const noexcept;

	/// Renders templates/pages/NAME.html.mustache in its layout. The engine itself reads these keys of the view: title
	/// (text, required), layout (text: `public` or `portal`), frame (text, a CSS class), subtitle (text under the
	/// tenant's name), isError (flag: the title then says so), scripts and styles (lists of asset names), shownAs (name
	/// and brand instead of the tenant's, and mode `light` or `dark`, for a preview, which gets no shared script).
	/// Errors: Internal.
	Result<std::string> page(
		std::string_view plugin, std::string_view name, const Value& view, const Frame& frame) const noexcept;
	/// Renders a fragment of a plugin for a slot of a company's page. Errors: Internal.
	Result<std::string> fragment(std::string_view plugin,
		std::string_view name,
		const Value& view,
		const Language& language,
		const Value& brand) const noexcept;
	/// Renders the page of a failure, templates/pages/problem.html.mustache. view: as in kernel/http/PageRenderer.h.
	/// Errors: Internal.
	Result<std::string> problem(const Value& view, const Frame& frame) const noexcept;

	/// Lists the languages that the shared catalogues are in: French, English, then by tag the others. Stays the same
	/// once load() has returned.
	const std::vector<SpokenLanguage>& languages() const noexcept;
	/// Tells whether the plugin's or the shared catalogue has a word, such as a menu entry's KEY_short.
	bool hasWord(std::string_view plugin, const Language& language, std::string_view key) const;
	std::vector<Word> below(std::string_view prefix) const override;
	std::optional<std::string> find(
		const Language& language, std::string_view plugin, std::string_view key, const Value& arguments) const override;
	/// Lists the slots that the templates of all plugins show. A provider for any other slot is a mistake.
	std::vector<std::string> slots() const;
	/// Checks that templates use only existing words, that every word is used, and that French and English match.
	/// isUsed: tells whether code names the key.
	std::vector<WordFault> checkWords(
		std::string_view plugin, const std::function<bool(std::string_view key)>& isUsed) const;

private:
	struct State;
	std::unique_ptr<State> _state;
};

}
