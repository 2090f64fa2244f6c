// The opening code in the mail: no key, only what a robot does not type (product row I1).
#pragma once
#include <string>
#include <string_view>

namespace sx::messages {

inline constexpr std::size_t kCodeLength = 6;

/// Six characters without look-alikes, from random bytes; empty when so few were usable that more are needed (take 32).
std::string makeOpeningCode(std::string_view random);
/// What a person typed, as it is compared: upper case, without spaces and dashes, look-alikes taken for what was meant.
std::string cleanOpeningCode(std::string_view typed);
/// "K7F2QX" as people read it: "K7F-2QX".
std::string spacedOpeningCode(std::string_view code);

}
