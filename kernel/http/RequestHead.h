// Parses the start line and headers of a request, strictly: refuses whatever two readers could understand differently.
// docs/decisions/http-parser.md says why this is our own parser and not POCO's.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sx::http {

/// Says why a request is refused before its handler is called; Problems.cpp maps each to a status and a word.
enum class RequestRefusal {
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

/// Holds one request's head. The views point into `raw`, which never changes; so it can be moved but not copied.
struct RequestHead
{
	std::unique_ptr<char[]> raw{};
	std::string_view method{};
	std::string_view target{};  // origin form: begins with "/"
	std::vector<std::pair<std::string_view, std::string_view>> fields{};
	std::int64_t contentLength = 0;
	bool isOld = false;  // HTTP/1.0, which knows no chunks
	bool keepsAlive = true;
	bool expectsContinue = false;
	bool hasBodyHeader = false;  // a Content-Length was sent

	/// Returns the first field of that name, ignoring case; nullptr: there is none.
	const std::string_view* field(std::string_view name) const noexcept;
	/// Counts the fields of that name.
	std::size_t count(std::string_view name) const noexcept;
};

struct HeadLimits
{
	std::size_t maxBytes;
	std::size_t maxTargetBytes;
	std::size_t maxFields = 100;
};

/// Returns the length of the head in `bytes`, its empty line included; 0: incomplete. `searchedFrom` skips what an
/// earlier call has searched.
std::size_t headLength(std::string_view bytes, std::size_t searchedFrom) noexcept;
/// Parses a complete head of the length that headLength returned. The caller must have skipped leading empty lines.
std::variant<RequestHead, RequestRefusal> parseHead(std::string_view bytes, const HeadLimits& limits);
/// Refuses early what is visibly wrong in an incomplete head (too long, a NUL, a bare CR or LF). `searchedFrom` skips
/// what an earlier call has looked at, so that a trickle costs no more than a burst.
bool isHopeless(
	std::string_view partial, std::size_t searchedFrom, const HeadLimits& limits, RequestRefusal& why) noexcept;

bool equalsIgnoringCase(std::string_view left, std::string_view right) noexcept;
/// Tells whether a comma-separated list holds a token, ignoring case.
bool listHolds(std::string_view list, std::string_view token) noexcept;
std::string_view trimmed(std::string_view text) noexcept;

}
