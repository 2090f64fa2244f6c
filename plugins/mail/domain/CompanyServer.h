// Describes the mail server that a company chose for its own mails.
#pragma once
#include "sx/base.h"
#include "sx/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sx::mail {

struct CompanyServer
{
	std::string host{};  // lower-case ASCII, a name or an address
	std::int64_t port = 587;
	bool isTlsFirst = false;  // TLS from the first byte; false: STARTTLS. Nothing else, because a password travels
	std::string account{};
	std::string sealed{};   // the password, base64url; empty: none
	std::string address{};  // From of mails that are nobody's
	std::optional<Instant> failingSince{}, tried{};
	std::string answer{};  // what it said when it last failed

	/// Tells whether mails leave by the deployment's server for now, because this one failed a moment ago.
	bool rests(Instant now) const noexcept { return failingSince && tried && now - *tried < std::chrono::minutes(5); }
};

/// Checks what was typed. Errors: Invalid with field: host, port (none of those that mail uses), account (missing
/// beside a password, or with a control character), address.
Result<> check(const CompanyServer& server, const std::vector<std::int64_t>& ports);
/// Returns what a mail server said, for people: one line of printable ASCII, 200 bytes at most.
std::string shownAnswer(std::string_view said);

}
