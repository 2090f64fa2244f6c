// Fills in the placeholders of a gateway's request.
#pragma once
#include <map>
#include <string>
#include <string_view>

namespace sx::sms {

enum class Escape { None, Form, Json };

using Fields = std::map<std::string, std::string, std::less<>>;

/// Replaces each {name} with its value, escaped; Form writes %20 for a space. Leaves unknown names as they are, and
/// never fills in a value again.
std::string fill(std::string_view pattern, const Fields& fields, Escape escape);
/// Escapes a text for the inside of a JSON string.
std::string jsonEscape(std::string_view text);

}
