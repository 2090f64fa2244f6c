// Names a device by what its browser says of itself.
#pragma once
#include <string>
#include <string_view>

namespace sx::auth {

/// Names a browser and its system as their makers do; empty: unknown. Browsers may say what they like, so this is for
/// people to recognize their own devices, and decides nothing.
struct Device
{
	std::string browser, system;
	bool operator==(const Device&) const = default;
};

/// Reads a User-Agent header.
Device deviceOf(std::string_view userAgent);

}
