// Reads the opening code of the mail: not a key, only something that a robot does not type (row I1).
#pragma once
#include <string>
#include <string_view>

namespace sx::sealed {

inline constexpr std::size_t kCodeLength = 6;
inline constexpr std::string_view kCodeAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";  // without 0 O, 1 I L, U

/// Normalizes what a person typed for comparison: upper case, letters and digits only, U read as V.
std::string cleanOpeningCode(std::string_view typed);

}
