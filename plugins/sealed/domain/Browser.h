// Shortens a browser's User-Agent for people to read.
#pragma once
#include <string>
#include <string_view>

namespace sx::sealed {

/// Returns a short name such as "Firefox, Windows"; the first word of an agent that is unknown; empty for an empty
/// agent. Needs no language, because it consists of proper names.
std::string browserName(std::string_view agent);

}
