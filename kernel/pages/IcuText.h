// Converts between UTF-8 and the text of ICU.
#pragma once
#include <unicode/unistr.h>

#include <string>
#include <string_view>

namespace sx::pages {

inline std::string toUtf8(const icu::UnicodeString& text)
{
	std::string out;
	text.toUTF8String(out);
	return out;
}

inline icu::UnicodeString fromUtf8(std::string_view text)
{
	return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

}
