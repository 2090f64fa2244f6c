// Defines a list of the thesaurus, and reads one from what an administrator typed.
#pragma once
#include "sx/base.h"
#include "sx/enums.h"
#include "sx/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sx::policy {

using ListId = Id<struct ListTag>;

inline constexpr std::size_t kMostWords = 2000, kLongestWord = 100, kLongestName = 100;
inline constexpr int kMostLists = 200;

/// Tells what a list matches: its words, or a built-in pattern.
enum class Kind { Words, Card, Sin };
inline constexpr auto kKinds = enumWords<Kind>({{Kind::Words, "words"}, {Kind::Card, "card"}, {Kind::Sin, "sin"}});

/// Tells what clients do when a list matches.
enum class Action { Propose, Force };
inline constexpr auto kActions = enumWords<Action>({{Action::Propose, "propose"}, {Action::Force, "force"}});

/// Holds one list: what it matches, and the protection that clients then propose or force.
struct List
{
	ListId id{};
	std::string name{};
	std::optional<Kind> kind = Kind::Words;  // nullopt: what was typed is none
	std::vector<std::string> words{};        // empty for the built-in patterns
	std::optional<Action> action = Action::Propose;
	std::vector<std::string> gates{};  // "password", "code"
	bool isOn = true;
};

/// Splits a text at line ends, commas, semicolons and tabs. Trims each word, collapses blanks inside it, and drops
/// duplicates, comparing ASCII letters without case.
std::vector<std::string> wordsOf(std::string_view pasted);
/// Joins words, one per line.
std::string linesOf(const std::vector<std::string>& words);
/// Splits gate names at spaces. Drops whatever is no name of a gate (sealed::isGateName).
std::vector<std::string> gatesOf(std::string_view text);
std::string textOf(const std::vector<std::string>& gates);
/// Joins texts with a separator between them.
std::string joined(const std::vector<std::string>& texts, std::string_view separator);

/// Validates a list. Errors: Invalid with the field.
Result<> check(const List& list);

}
