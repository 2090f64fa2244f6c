// Finds the languages that the server speaks: those whose words/TAG.yaml the shared templates have.
#pragma once
#include "kernel/pages/PageEngine.h"
#include "sx/languages.h"

#include <unicode/locid.h>

#include <string>
#include <string_view>
#include <vector>

namespace sx::pages {

/// Is the language of whatever a further language lacks. Like French it is complete, which the tests see to.
inline constexpr std::string_view kFallback = "en";
/// Begins the keys by which words/TAG.yaml describes its language: `language.tag`, `language.name`.
inline constexpr std::string_view kHead = "language.";

/// Tells whether a language's catalogues must have every word: those of French and English.
inline bool isComplete(std::string_view shortTag) noexcept { return shortTag == "fr" || shortTag == kFallback; }

/// Returns ICU's locale of a language.
icu::Locale localeOf(const Language& language);

/// Returns how ICU writes a language's name and numbers. tag: "es-MX". name: empty for ICU's own ("Español").
SpokenLanguage describe(const std::string& tag, std::string name);

/// Lists the languages of a folder of catalogues: French and English, then by tag the others. Errors: Internal (a file
/// that is not named like a language, or whose `language.tag` is another's or nobody's), with each in `detail`.
Result<std::vector<SpokenLanguage>> findLanguages(const std::string& folder, const CatalogueReader& read);

}
