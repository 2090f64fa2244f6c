// Converts between UTF-8 and the text of ICU.
#pragma once
#include <unicode/unistr.h>

#include <string>
#include <string_view>

namespace sx::client {

inline icu::UnicodeString icuText(std::string_view text)
{
	return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

inline std::string utf8Of(const icu::UnicodeString& text)
{
	std::string out;
	text.toUTF8String(out);
	return out;
}

}
