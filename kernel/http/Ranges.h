// Range and conditional requests (RFC 9110, sections 13 and 14).
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

/// A single byte range of `total` bytes; several ranges, other units and malformed ones mean the whole.
RangeKind parseRange(std::string_view header, std::int64_t total, Range& range) noexcept;
/// If-None-Match: weak comparison; "*" matches.
bool matchesEtag(std::string_view header, std::string_view etag) noexcept;

}
