// Decides what is an e-mail address and reads lists of them, as pages do (sdk/vectors/addresses-v1.json; address.ts of
// the JavaScript client). sx/address.h is the rule; here domains in other scripts become ASCII (RFC 5891).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sx::client {

/// Holds an address and the name that stood with it; empty if none.
struct Named
{
	std::string name;
	std::string address;
};

/// Returns an address as it is kept and compared, its domain in ASCII; nothing if mail could not reach it. Since:
/// SDK 1.0
std::optional<std::string> reachableAddress(std::string_view text);

/// Reads a list as mail programs, spreadsheets and people write it: `Louis Gagné <louis@example.com>`, Outlook's
/// `Gagné, Louis <louis@example.com>; …`, with commas or blanks between. What holds no address comes as an address that
/// is none. Throws Usage if it is not UTF-8. Since: SDK 1.0
std::vector<Named> readAddresses(std::string_view text);

}
