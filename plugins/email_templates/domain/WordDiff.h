// Compares two texts word by word.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace sx::email_templates {

/// Is a stretch of text that both have, or that one of them has.
struct Stretch
{
	enum class In { Both, Before, After };
	In in;
	std::string text;
	bool operator==(const Stretch&) const = default;
};

/// Returns what became of a text, in the order of reading: the longest row of words that both have, and what stands
/// between them before and after. A word is what stands between white space, which goes with the word before it.
/// Compares at most 2,000 words; longer texts differ as a whole.
std::vector<Stretch> differencesOf(std::string_view before, std::string_view after);

}
