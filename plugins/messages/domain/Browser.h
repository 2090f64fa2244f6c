// A browser's own words about itself, made short for people.
#pragma once
#include <string>
#include <string_view>

namespace sx::messages {

/// "Firefox, Windows"; the first word of what is unknown; empty for an empty agent. Proper names, so no language.
std::string browserName(std::string_view agent);

}
