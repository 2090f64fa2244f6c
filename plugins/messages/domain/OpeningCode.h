// Makes and reads the opening code in the mail: not a key, only something that a robot does not type (row I1).
#pragma once
#include <string>
#include <string_view>

namespace sx::messages {

inline constexpr std::size_t kCodeLength = 6;

/// Makes a code of six characters without look-alikes from random bytes (take 32). Returns an empty text if too few of
/// them were usable: call again with new ones.
std::string makeOpeningCode(std::string_view random);
/// Normalizes what a person typed for comparison: upper case, letters and digits only, U read as V.
std::string cleanOpeningCode(std::string_view typed);
/// Formats "K7F2QX" as people read it: "K7F-2QX".
std::string spacedOpeningCode(std::string_view code);

}
