// The company's thesaurus (product row A16), as sdk/clients/js/src/thesaurus.ts checks it: nothing of what is written
// is sent for it.
#pragma once
#include "client/Transport.h"

#include <vector>

namespace sx::client {

struct Rule
{
	enum class Kind { Words, Card, Sin };
	std::string name;
	Kind kind = Kind::Words;
	std::vector<std::string> words;
	bool isForced = false;           // else it is proposed
	std::vector<std::string> gates;  // "password", "sms", "code"
};

struct Finding
{
	Rule rule;
	std::string found;  // the list's word; of a number its last digits alone
};

/// Of GET /api/v1/policy/thesaurus; none where the server has no thesaurus. A rule of a kind that is not known here is
/// left out. Throws ClientError.
std::vector<Rule> fetchRules(Transport& server);

/// The first thing that each rule finds: whole words whatever their accents, capitals and punctuation, and numbers with
/// a right check digit. [any thread]
std::vector<Finding> findings(const std::vector<Rule>& rules, const std::vector<std::string>& texts);

}
