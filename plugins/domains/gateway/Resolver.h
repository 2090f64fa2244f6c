// Asks DNS for texts, with c-ares.
#pragma once
#include "sx/result.h"

#include <chrono>
#include <string>
#include <vector>

namespace sx::domains {

/// Is what DNS said about the texts of a name.
struct TextAnswer
{
	enum class Outcome {
		Found,         // there are texts
		NoRecord,      // the name is there, without texts
		NoName,        // NXDOMAIN
		Alias,         // the texts are those of another name (CNAME, DNAME)
		ServerFailed,  // SERVFAIL, REFUSED, or an answer that makes no sense
		Silent         // no resolver answered in time, or none can be reached
	};
	Outcome outcome = Outcome::Silent;
	std::vector<std::string> texts{};  // each record as one text, printable ASCII; of an alias too
};

/// Asks resolvers, each twice; falls back to TCP for long answers. [any thread; waits]
class Resolver
{
public:
	/// servers: ADDRESS or ADDRESS:PORT; none: the system's. timeout: for one answer.
	Resolver(std::vector<std::string> servers, std::chrono::milliseconds timeout);
	/// Checks the addresses. Errors: Invalid with field "resolvers".
	Result<> check() const;
	/// Asks for the texts of several names at once; answers in their order, after four timeouts at most.
	std::vector<TextAnswer> texts(const std::vector<std::string>& names) const;

private:
	std::string _servers;
	std::chrono::milliseconds _timeout;
};

}
