// Decides whether the text of a setting is the address, network, host, URL or header that the setting asks for.
#pragma once
#include <string>
#include <string_view>

namespace sx::app {

/// Tells whether a text has the form that a KeySpec names; an empty text has every form, and every text the empty one.
bool hasForm(std::string_view form, const std::string& text);

/// Says what a form asks for: "an IP address".
std::string_view nameOfForm(std::string_view form);

}
