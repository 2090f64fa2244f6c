// Counts how long a text is, the way networks count and charge.
#pragma once
#include <string>
#include <string_view>

namespace sx::sms {

enum class Alphabet { Gsm7, Ucs2 };

/// Tells which alphabet a text needs, and how many segments it takes.
struct Length
{
	Alphabet alphabet = Alphabet::Gsm7;
	int segments = 0;
};

/// Measures a text, in GSM 03.38 with its extension table if every character is in it, otherwise in UCS-2 (UTF-16). A
/// single segment holds 160 septets or 70 units; each of several segments holds 153 or 67, and neither an escape
/// sequence nor a surrogate pair is split between two. Precondition: text is UTF-8. Sources: 3GPP TS 23.038, section
/// 6.2; TS 23.040, section 9.2.3.24.
Length measure(std::string_view text);

/// Replaces typographic apostrophes, quotation marks, dashes, ellipses and spaces with those of GSM 03.38, if the whole
/// text then fits that alphabet, so that typography alone never forces UCS-2, whose segments hold less than half as
/// many characters. Returns any other text unchanged.
std::string economical(const std::string& text);

/// Tells whether a text is well-formed UTF-8 without NUL.
bool isUtf8(std::string_view text);
/// Converts a text to UTF-16BE. Precondition: text is UTF-8.
std::string toUtf16(std::string_view text);

}
