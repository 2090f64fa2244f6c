// Parses Range and conditional requests (RFC 9110, sections 13 and 14).
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace sx::http {

struct Range
{
	std::int64_t first;
	std::int64_t length;
};

enum class RangeKind { Whole, Part, Unsatisfiable };

/// Parses a single byte range of `total` bytes. Several ranges, other units and malformed ranges select the whole.
RangeKind parseRange(std::string_view header, std::int64_t total, Range& range) noexcept;
/// Compares If-None-Match with an ETag, weakly; "*" matches.
bool matchesEtag(std::string_view header, std::string_view etag) noexcept;

}
