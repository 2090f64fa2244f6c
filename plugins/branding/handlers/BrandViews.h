// Fills what the pages of a company's brand show.
#pragma once
#include "services/Brands.h"
#include "services/OwnHosts.h"
#include "sx/themes.h"
#include "sx/views.h"

namespace sx::branding {

inline constexpr const char* kPath = "/admin/branding";

/// Is how a picture travels through a form: "FILE 120 40"; empty: none.
std::string textOf(const Shown& shown);
/// Reads what textOf() wrote; a picture without file for anything else.
Shown shownOf(std::string_view text);

/// Returns what a field is called; one of a language with the language's own name.
std::string nameOfField(const RequestWords& words, std::string_view field);

/// Reads a brand from a form or a query, by the names of its fields.
Brand brandIn(const std::function<std::string(std::string_view field)>& valueOf);

/// Lists the contrasts of a palette in the reader's words: name, ratio, note (null, or text with swatch), isFine.
Value::List contrastValues(const RequestWords& words, const Palette& palette);

/// Is the view of templates/pages/branding.html.mustache.
struct BrandView
{
	const Brand& brand;
	std::int64_t base = 0;
	Address address{};
	std::string typedSubDomain{};
	std::string origin{};
	std::pair<std::string, std::string> numbers{};
	std::int64_t keepsHosts = 0;
	std::vector<FieldError> errors{};
	std::optional<Value> note{};
	Value::List protections{};
	bool maySeeSettings = false;
	bool hasOwnHosts = false;
	bool isError = false;
	std::vector<Themes::Theme> themes{};
	std::string standardTheme{};  // id; empty: none

	Value value(const RequestWords& words) const;

private:
	Value themeField(const RequestWords& words) const;
};

/// Returns a brand as kernel/pages shows it, before it is saved. query: what the address of its style sheet ends with.
Value previewBrand(const Brand& brand, const std::string& query, const std::string& integrity);
/// Returns the style sheet of a preview.
std::string previewSheet(const Palette& palette);

/// Is the view of templates/pages/branding-versions.html.mustache.
struct VersionsView
{
	const RequestWords& words;
	const std::vector<Version>& versions;
	std::int64_t newest = 0;  // the number of the version in force

	Value value() const;
};

/// Is the view of templates/pages/branding-version.html.mustache: a version beside the one in force.
struct VersionView
{
	const RequestWords& words;
	const Version& version;
	const Version& now;

	Value value() const;
};

/// Is the view of templates/pages/branding-names.html.mustache.
struct NamesView
{
	const RequestWords& words;
	const std::vector<OwnHosts::Listed>& names;
	std::string target, typed, error;  // target: what a CNAME names; error: of what was typed; empty: none
	Value note{};

	Value value() const;
};

/// Is the view of templates/pages/branding-{portal,reading}.html.mustache.
struct PreviewView
{
	const RequestWords& words;
	std::string kind;
	const Brand& brand;
	std::string mode;   // "light", "dark"; empty: as the reader's device
	Value tenantBrand;  // of previewBrand()

	Value value() const;
};

}
