// Decodes the request target: a path with exactly one meaning, and the query.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sx::http {

/// Decodes a path. nullopt: it does not begin with a slash, or it contains an encoded slash or NUL, a backslash, a
/// segment "." or "..", an empty segment (other than a trailing slash), a control character, a broken escape, or
/// invalid UTF-8.
std::optional<std::string> decodePath(std::string_view raw);

using Pairs = std::vector<std::pair<std::string, std::string>>;
/// Decodes `a=1&b=2` ("+" is a space). nullopt: more than 200 pairs, a broken escape, a NUL, or invalid UTF-8.
std::optional<Pairs> decodePairs(std::string_view raw);

bool isUtf8(std::string_view text) noexcept;

}
