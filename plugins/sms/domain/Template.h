// The request that a gateway wants, filled in.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace sms {

enum class Escape { None, Form, Json };

using Fields = std::map<std::string, std::string, std::less<>>;

/// Replaces {name} by its value, escaped; what is no known name stays as it is. Values are never filled in again.
std::string fill(std::string_view pattern, const Fields& fields, Escape escape);
/// application/x-www-form-urlencoded, with %20 for a space.
std::string formEscape(std::string_view text);
/// The inside of a JSON string.
std::string jsonEscape(std::string_view text);

}
