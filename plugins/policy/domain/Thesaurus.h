// A list of the thesaurus: what it may be, and how typed words become one.
#pragma once
#include "sx/base.h"
#include "sx/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace policy {

using ListId = sx::Id<struct ListTag>;

inline constexpr std::size_t kMostWords = 2000, kLongestWord = 100, kLongestName = 100;
inline constexpr int kMostLists = 200;

struct List
{
	ListId id{};
	std::string name{};
	std::string kind = "words";        // words, card, sin
	std::vector<std::string> words{};  // none of the built-in patterns
	std::string action = "propose";    // propose, force
	std::vector<std::string> gates{};  // "password", "sms", "code"
	bool isOn = true;
};

/// Words separated by lines, commas, semicolons or tabs: trimmed, blanks within made one, each once (whatever its
/// case).
std::vector<std::string> wordsOf(std::string_view pasted);
/// The same words, one a line.
std::string linesOf(const std::vector<std::string>& words);
/// Gates separated by spaces; what is no word of small letters is left out.
std::vector<std::string> gatesOf(std::string_view text);
std::string textOf(const std::vector<std::string>& gates);

/// Errors: Invalid with the field.
sx::Result<> check(const List& list);

}
