// How long a text is, the way networks count and charge.
#pragma once
#include <string>
#include <string_view>

namespace sms {

enum class Alphabet { Gsm7, Ucs2 };

struct Length
{
	Alphabet alphabet = Alphabet::Gsm7;
	int segments = 0;
};

/// GSM 03.38 with its extension table where every character is in it, else UCS-2 (UTF-16). One segment holds 160
/// septets or 70 units; of several each holds 153 or 67, and neither an escape nor a surrogate pair is cut in two.
/// Precondition: text is UTF-8. Sources: 3GPP TS 23.038, section 6.2; TS 23.040, section 9.2.3.24.
Length measure(std::string_view text);

/// Apostrophes, quotation marks, dashes and spaces as GSM 03.38 has them where that makes the whole text fit it, so
/// that typography alone never halves a segment; every other text as it is.
std::string economical(std::string text);

/// Whether it is well-formed UTF-8 without NUL.
bool isUtf8(std::string_view text);
/// UTF-16BE. Precondition: text is UTF-8.
std::string toUtf16(std::string_view text);

}
