#include "domain/SignIn.h"

#include "sx/typed.h"

#include <algorithm>

namespace sx::auth {

namespace {

bool isBase64Url(std::string_view text)
{
	return std::all_of(text.begin(), text.end(), [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
	});
}

}

std::string localPath(std::string_view next)
{
	const bool isLocal = next.starts_with('/') && !next.starts_with("//") && next.size() <= 1000 &&
		std::all_of(next.begin(), next.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f && c != '\\'; });
	if (!isLocal || next.starts_with("/sign-in") || next.starts_with("/sign-out")) return "/";
	return std::string(next);
}

std::int64_t workAfter(std::int64_t asks, std::int64_t calm, std::int64_t base)
{
	constexpr std::int64_t kMostDoublings = 8;
	return base << std::clamp<std::int64_t>(asks - calm + 1, 0, kMostDoublings);
}

std::string MailedCode::shown(std::string_view code)
{
	return std::string(code.substr(0, 4)) + "-" + std::string(code.substr(4));
}

std::string MailedCode::typed(std::string_view text)
{
	auto out = typedCode(text, kAlphabet, kLength);
	const bool isCode = out.size() == kLength && out.find_first_not_of(kAlphabet) == std::string::npos;
	return isCode ? out : std::string();
}

bool looksLikeBrowser(std::string_view cookie) { return cookie.size() == 43 && isBase64Url(cookie); }

}
