// The code of the SMS gate: six digits, ten minutes, one valid at a time (protocol.md section 6).
#pragma once
#include "domain/Message.h"

#include <string>
#include <string_view>

namespace sx::messages {

inline constexpr std::chrono::minutes kSmsCodeLife{10};

/// Six digits, drawn evenly from random bytes; empty when so few were usable that more are needed (take 32).
std::string makeSmsCode(std::string_view random);
/// What a person typed, as it is compared: its digits.
std::string cleanSmsCode(std::string_view typed);
/// Before the code may be asked for again, after it was asked for so many times: 30 s, then twice as long each time, at
/// most 15 minutes.
std::chrono::seconds smsPause(std::int64_t asked) noexcept;

}
