// Asks the server what the company's rules want of a message to its recipients (product row D7), before anything is
// sealed.
#pragma once
#include "client/Transport.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::client {

/// Says what a rule wants of what is sent to one recipient. The server refuses whatever is against it.
struct Ruling
{
	std::string address;
	std::string rule;  // the rule's domain, "*.example.org" or "*"; empty: no rule fits
	bool isForbidden = false;
	bool isWhole = false;                // nothing may travel in clear
	std::vector<std::string> must;       // gates that the recipient must answer
	std::vector<std::string> preferred;  // gates that the company wants unless the sender decides otherwise
	std::optional<int> opensMax;
};

/// Fetches the rulings by POST /api/v1/policy/recipients, in the order of the addresses; returns none if the server has
/// no rules. Throws ClientError.
std::vector<Ruling> fetchRulings(Transport& server, const std::vector<std::string>& addresses, bool hasFiles);

}
