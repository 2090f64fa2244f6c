// Holds the terms of use, in all versions that anybody may have accepted (row E4).
#pragma once
#include "sx/base.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sx::billing {

/// Is one version of the terms of use.
struct TermsOfUse
{
	struct Section
	{
		std::string title;
		std::vector<std::string> paragraphs{};
	};
	std::string version;
	Day from{};                                                     // from which it is the one that is accepted
	std::map<std::string, std::vector<Section>, std::less<>> in{};  // by language: "fr", "en", and others

	static constexpr const char* kFallback = "en";
	/// Returns the sections in a language, by its short tag; the English ones where a further language has none.
	const std::vector<Section>& of(std::string_view language) const
	{
		const auto found = in.find(language);
		return found == in.end() ? in.at(kFallback) : found->second;
	}
};

/// Returns the version that holds on a day: the last that began; the first of all before any did. nullptr: there is
/// none.
inline const TermsOfUse* termsOn(const std::vector<TermsOfUse>& all, Day day) noexcept
{
	const TermsOfUse* out = all.empty() ? nullptr : &all.front();
	for (const auto& each: all)
		if (each.from <= day && each.from >= out->from) out = &each;
	return out;
}

}
