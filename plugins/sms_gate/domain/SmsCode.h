// Reads the code of the SMS gate: six digits, ten minutes, one valid at a time (protocol.md section 6).
#pragma once
#include "sx/base.h"
#include "sx/typed.h"

#include <string>
#include <string_view>

namespace sx::sms_gate {

inline constexpr std::string_view kDigits = kDigitAlphabet;
inline constexpr std::size_t kCodeLength = 6;
inline constexpr std::chrono::minutes kCodeLife{10};

/// Returns the code in what a person typed, for comparison (sx/typed.h).
std::string cleanCode(std::string_view typed);
/// Returns how long to wait before the code may be requested again, after `asked` requests: 30 s, then twice as long
/// each time, at most 15 minutes.
std::chrono::seconds pauseAfter(std::int64_t asked) noexcept;

}
