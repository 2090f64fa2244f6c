// The start line and headers of one request, read strictly: what two readers could understand differently is refused.
// Own parser, not POCO's: docs/decisions/http-parser.md.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sx::http {

/// Why a request is refused before any handler is asked; Problems.cpp maps each to a status and a word.
enum class Refusal {
	BadRequest,
	LengthRequired,
	TooLarge,
	UriTooLong,
	HeadersTooLarge,
	NotImplemented,
	VersionUnknown,
	WrongHost,
	MethodNotAllowed,
	NotFound,
	Limited,
	Overloaded,
	BadRange
};

/// One request's head. The views point into `raw`, which never changes: movable, not copyable.
struct RequestHead
{
	std::unique_ptr<char[]> raw{};
	std::string_view method{};
	std::string_view target{};  // origin form, begins with "/"
	std::vector<std::pair<std::string_view, std::string_view>> fields{};
	std::int64_t contentLength = 0;
	bool keepsAlive = true;
	bool expectsContinue = false;
	bool hasBodyHeader = false;  // a Content-Length was given

	/// The first field of that name, case-insensitive; nullptr: none.
	const std::string_view* field(std::string_view name) const noexcept;
	/// How often a field occurs.
	std::size_t count(std::string_view name) const noexcept;
};

struct HeadLimits
{
	std::size_t maxBytes;
	std::size_t maxTargetBytes;
	std::size_t maxFields = 100;
};

/// Length of the head in `bytes` with its empty line; 0: incomplete. `searchedFrom` skips what was searched before.
std::size_t headLength(std::string_view bytes, std::size_t searchedFrom) noexcept;
/// Parses a complete head (as long as headLength said). Leading empty lines must have been skipped.
std::variant<RequestHead, Refusal> parseHead(std::string_view bytes, const HeadLimits& limits);
/// Refuses early what can already be seen to be wrong in an incomplete head (too long, bare CR or LF, no HTTP at all).
/// `searchedFrom` skips what was looked at before, so that a trickle costs no more than a burst.
bool isHopeless(std::string_view partial, std::size_t searchedFrom, const HeadLimits& limits, Refusal& why) noexcept;

bool equalsIgnoringCase(std::string_view left, std::string_view right) noexcept;
/// Whether a comma-separated list holds a token, case-insensitive.
bool listHolds(std::string_view list, std::string_view token) noexcept;
std::string_view trimmed(std::string_view text) noexcept;

}
