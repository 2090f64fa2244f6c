// Defines a list of the thesaurus, and reads one from what an administrator typed.
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

/// Holds one list: what it matches, and the protection that clients then propose or force.
struct List
{
	ListId id{};
	std::string name{};
	std::string kind = "words";        // words, card, sin
	std::vector<std::string> words{};  // empty for the built-in patterns, card and sin
	std::string action = "propose";    // propose, force
	std::vector<std::string> gates{};  // "password", "sms", "code"
	bool isOn = true;
};

/// Splits a text at line ends, commas, semicolons and tabs. Trims each word, collapses blanks inside it, and drops
/// duplicates, comparing ASCII letters without case.
std::vector<std::string> wordsOf(std::string_view pasted);
/// Joins words, one per line.
std::string linesOf(const std::vector<std::string>& words);
/// Splits gate names at spaces. Drops whatever is not 1 to 32 characters of a to z and underscore.
std::vector<std::string> gatesOf(std::string_view text);
std::string textOf(const std::vector<std::string>& gates);

/// Validates a list. Errors: Invalid with the field.
sx::Result<> check(const List& list);

}
