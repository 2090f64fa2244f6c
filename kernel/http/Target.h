// The request target: a path that means one thing, and the query.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sx::http {

/// Decodes a path. nullopt: an encoded slash or NUL, a backslash, "." or ".." or an empty segment, a control
/// character, a broken escape, or no UTF-8.
std::optional<std::string> decodePath(std::string_view raw);

using Pairs = std::vector<std::pair<std::string, std::string>>;
/// Decodes `a=1&b=2` ("+" is a space); at most 200 pairs. nullopt: a broken escape, NUL, or no UTF-8.
std::optional<Pairs> decodePairs(std::string_view raw);

/// Percent-encodes all but unreserved characters and "/".
std::string encodeForQuery(std::string_view text);
bool isUtf8(std::string_view text) noexcept;

}
