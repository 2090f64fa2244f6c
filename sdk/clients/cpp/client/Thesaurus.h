// Checks texts against the company's thesaurus (product row A16), as sdk/clients/js/src/thesaurus.ts does: nothing that
// was written is sent for the check.
#pragma once
#include "client/Transport.h"

#include <vector>

namespace sx::client {

/// Describes one rule of the thesaurus.
struct Rule
{
	enum class Kind { Words, Card, Sin };
	std::string name;
	Kind kind = Kind::Words;
	std::vector<std::string> words;
	bool isForced = false;           // false: proposed
	std::vector<std::string> gates;  // password, code, or those of plugins
};

/// Says what a rule found.
struct Finding
{
	Rule rule;
	std::string found;  // the list's word; for a number only its last digits
};

/// Fetches the rules by GET /api/v1/policy/thesaurus; returns none if the server has no thesaurus, and leaves out rules
/// of an unknown kind. Throws ClientError.
std::vector<Rule> fetchRules(Transport& server);

/// Returns the first thing that each rule finds: whole words whatever their accents, capitals and punctuation, and
/// numbers with a right check digit. [any thread]
std::vector<Finding> findings(const std::vector<Rule>& rules, const std::vector<std::string>& texts);

}
