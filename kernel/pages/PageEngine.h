// Templates, layouts, languages: everything that becomes a page or a mail passes here.
#pragma once
#include "sx/http.h"
#include "sx/kit.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sx::pages {

/// Key to text, as in messages/fr.yaml made flat: "sent.empty.title".
using Catalogue = std::map<std::string, std::string, std::less<>>;
/// Reads one catalogue file; kernel/config gives it, since only it parses YAML. Errors: Invalid (not YAML), Missing.
using CatalogueReader = std::function<Result<Catalogue>(const std::string& path)>;

/// One entry of the portal's navigation, in the person's language. order below 200: exchanges; below 300: company; then
/// personal.
struct MenuItem
{
	std::string word;
	std::string path;
	std::string icon;  // templates/icons has it
	int order = 100;
	bool isMainAct = false;   // the button of the header
	std::string shortWord{};  // for the bar of phones, twelve letters at most; empty: word
};

/// What a layout shows besides the page's view. Valid during the call.
struct Frame
{
	const Request& request;
	std::string_view csrf{};       // empty: no session
	std::vector<MenuItem> menu{};  // what this principal may see; any order
	/// HTML for `{{>slot.NAME}}`: what the providers' fragments gave, joined; empty function: slots stay empty.
	std::function<std::string(std::string_view slot)> slot{};
	std::string signOutPath = "/sign-out";
};

/// One fault of a plugin's catalogues, for the architecture test.
struct WordFault
{
	enum class Kind { Missing, Unused, Unpaired };  // Unpaired: in one language only, or with other arguments
	Kind kind;
	std::string key;
	std::string where;  // the template or the language
};

struct Options
{
	std::string templatesFolder;  // what all pages share: layouts, icons, words (the repository's templates/)
	std::string assetsFolder;     // the built bundles of the shared look
	CatalogueReader readCatalogue;
	bool isLive = false;  // development: files that changed are read again at their next use
	Log* log = nullptr;   // nullptr: silent
};

/// Holds the parsed templates and words of all plugins. Names, words, partials and icons that are missing, flags
/// printed as text, text used as a flag, and raw tags on anything but SafeHtml make a rendering fail, never print
/// nothing. [any thread, after the last add(); add() on the main thread]
class PageEngine
{
public:
	explicit PageEngine(Options options);
	~PageEngine();
	PageEngine(const PageEngine&) = delete;
	PageEngine& operator=(const PageEngine&) = delete;

	/// Reads and checks the shared templates and words; call it once, before any other function.
	/// Errors: Internal, with each faulty file in `detail`.
	Result<> load();
	/// Reads and checks a plugin's folder (templates/, messages/, assets/assets.json; each may be missing).
	/// Errors: Internal, with each faulty file in `detail`.
	Result<> add(std::string plugin, const std::string& folder);

	/// The words and templates of a plugin ("" : the shared ones); an unknown plugin gets the shared ones. Lives as
	/// long as the engine.
	const Pages& of(std::string_view plugin) const noexcept;

	/// templates/pages/NAME.html.mustache in its layout. Keys of the view that the engine itself reads: title (text,
	/// required), layout (text: `public` or `portal`), frame (text, CSS class), subtitle (text under the tenant's
	/// name), isError (flag: the title says so), scripts and styles (lists of asset names). Errors: Internal.
	Result<std::string> page(
		std::string_view plugin, std::string_view name, const Value& view, const Frame& frame) const noexcept;
	/// The page of a failure, templates/pages/problem.html.mustache; view as kernel/http/PageRenderer.h says. Errors:
	/// Internal.
	Result<std::string> problem(const Value& view, const Frame& frame) const noexcept;

	/// Whether the plugin's or the shared catalogue has the word, e.g. a menu entry's KEY_short.
	bool hasWord(std::string_view plugin, const Language& language, std::string_view key) const;
	/// Slots that any template of any plugin shows: a provider for another name is a mistake.
	std::vector<std::string> slots() const;
	/// Compares words with templates and languages with each other. isUsed: whether code names the key.
	std::vector<WordFault> checkWords(
		std::string_view plugin, const std::function<bool(std::string_view key)>& isUsed) const;

private:
	struct State;
	std::unique_ptr<State> _state;
};

}
