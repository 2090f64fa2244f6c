// Reads the opening code of the mail: not a key, only something that a robot does not type (row I1).
#pragma once
#include "sx/typed.h"

#include <string>
#include <string_view>

namespace sx::sealed {

inline constexpr std::size_t kCodeLength = 6;
inline constexpr std::string_view kCodeAlphabet = kOpeningCodeAlphabet;  // without 0 O, 1 I L, U

/// Returns the code in what a person typed, for comparison (sx/typed.h).
std::string cleanOpeningCode(std::string_view typed);

}
