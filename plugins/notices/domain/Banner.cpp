#include "domain/Banner.h"

#include <algorithm>

namespace sx::notices {

namespace {

constexpr std::size_t kMostCharacters = 300;

bool isLine(std::string_view text)
{
	const auto isControl = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
	const auto starts = [](unsigned char c) { return (c & 0xC0) != 0x80; };
	const auto length = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts));
	return text.find_first_not_of(' ') != text.npos && length <= kMostCharacters &&
		std::none_of(text.begin(), text.end(), isControl);
}

}

Result<> check(const Banner& banner)
{
	for (const char* tag: {"fr", "en"})
		if (!banner.texts.contains(tag)) return invalid(tag, "no text");
	for (const auto& [tag, text]: banner.texts)
		if (!isLine(text)) return invalid(tag, "no text, too long, or with control characters");
	if (banner.ends && *banner.ends <= banner.starts) return invalid("ends", "it ends before it starts");
	return {};
}

}
