// Fills in the placeholders of a gateway's request.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace sms {

enum class Escape { None, Form, Json };

using Fields = std::map<std::string, std::string, std::less<>>;

/// Replaces each {name} with its value, escaped. Leaves unknown names as they are, and never fills in a value again.
std::string fill(std::string_view pattern, const Fields& fields, Escape escape);
/// Escapes a text for application/x-www-form-urlencoded, with %20 for a space.
std::string formEscape(std::string_view text);
/// Escapes a text for the inside of a JSON string.
std::string jsonEscape(std::string_view text);

}
