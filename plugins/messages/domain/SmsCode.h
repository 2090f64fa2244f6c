// Makes and reads the code of the SMS gate: six digits, ten minutes, one valid at a time (protocol.md section 6).
#pragma once
#include "domain/Message.h"

#include <string>
#include <string_view>

namespace sx::messages {

inline constexpr std::chrono::minutes kSmsCodeLife{10};

/// Makes a code of six evenly distributed digits from random bytes (take 32). Returns an empty text if too few of them
/// were usable: call again with new ones.
std::string makeSmsCode(std::string_view random);
/// Normalizes what a person typed for comparison: keeps the digits only.
std::string cleanSmsCode(std::string_view typed);
/// Returns how long to wait before the code may be requested again, after `asked` requests: 30 s, then twice as long
/// each time, at most 15 minutes.
std::chrono::seconds smsPause(std::int64_t asked) noexcept;

}
