// Names the languages that the server speaks: French and English, and those whose words its operator added.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sx {

/// Names a language of the server: "fr-CA", "en-CA", or one that its operator added, "es-MX". Since: SDK 1.0
struct Language
{
	std::string tag = "fr-CA";
	bool operator==(const Language&) const = default;
	std::string_view shortTag() const noexcept { return std::string_view(tag).substr(0, tag.find('-')); }  // "fr"
};

/// Describes a language that the server speaks, and how it writes numbers. Since: SDK 1.0
struct SpokenLanguage
{
	Language language;
	std::string name;              // as it calls itself: "Français"
	std::string decimal, group;    // between whole and fraction, and between thousands
	std::string percent;           // what follows the number, with its space
	bool isCurrencyFirst = false;  // "$6.99", not "6.99 $"
	bool operator==(const SpokenLanguage&) const = default;
};

namespace own {
// A mutable static in spite of the house's rule: what reads a language (a row, a form, a cookie) would otherwise need
// the list handed through every layer. The server writes it once, before any other code of the library runs.
inline std::vector<SpokenLanguage>& languages()
{
	static std::vector<SpokenLanguage> all{
		{{"fr-CA"}, "Français", ",", "\u00a0", "\u00a0%", false}, {{"en-CA"}, "English", ".", ",", "%", true}};
	return all;
}
}

/// Lists the languages that the server speaks: French, English, then by tag those whose words its operator added. Stays
/// the same while the server runs. [any thread] Since: SDK 1.0
inline const std::vector<SpokenLanguage>& spokenLanguages() { return own::languages(); }

/// Returns what the server knows of a language, by its short tag; of English for one that it does not speak.
/// [any thread] Since: SDK 1.0
inline const SpokenLanguage& spoken(const Language& language)
{
	const auto& all = spokenLanguages();
	for (const auto& each: all)
		if (each.language.shortTag() == language.shortTag()) return each;
	return all.size() > 1 ? all[1] : all.front();
}

/// Returns the server's language for a tag, with or without a region ("fr", "en-GB"); nothing for one that it does not
/// speak. Since: SDK 1.0
inline std::optional<Language> spokenLanguage(std::string_view tag)
{
	for (const auto& each: spokenLanguages())
		if (each.language.shortTag() == tag.substr(0, tag.find('-'))) return each.language;
	return std::nullopt;
}

/// Holds what a person wrote in each language, by short tag. French and English are there where it must be complete.
/// Since: SDK 1.0
template <class Text> using InEach = std::map<std::string, Text, std::less<>>;

/// Returns what there is in a language; in English where the language has nothing; nullptr if English has nothing
/// either. Since: SDK 1.0
template <class Text> const Text* pickFor(const Language& language, const InEach<Text>& all)
{
	auto found = all.find(language.shortTag());
	if (found == all.end()) found = all.find("en");
	return found == all.end() ? nullptr : &found->second;
}

/// Returns the server's language for a tag, else the fallback. Since: SDK 1.0
inline Language languageOf(std::string_view tag, Language fallback = {})
{
	return spokenLanguage(tag).value_or(std::move(fallback));
}

}
