#include "domain/SignIn.h"

#include <algorithm>

namespace sx::auth {

namespace {

constexpr std::size_t kIdLength = 11, kKeyLength = 3 + kIdLength + 1 + 43;

bool isBase64Url(std::string_view text)
{
	return std::all_of(text.begin(), text.end(), [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
	});
}

}

bool looksLikeAddress(std::string_view address)
{
	const auto at = address.find('@');
	if (at == 0 || at == std::string_view::npos || address.size() > 254 ||
		address.find('@', at + 1) != std::string_view::npos)
		return false;
	const auto domain = address.substr(at + 1);
	if (domain.empty() || domain.front() == '.' || domain.back() == '.') return false;
	return std::none_of(address.begin(), address.end(), [](unsigned char c) {
		return c <= 0x20 || c == 0x7f || c == '<' || c == '>' || c == ',';
	});
}

std::string localPath(std::string_view next)
{
	const bool isLocal = next.starts_with('/') && !next.starts_with("//") && next.size() <= 1000 &&
		std::all_of(next.begin(), next.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f && c != '\\'; });
	if (!isLocal || next.starts_with("/sign-in") || next.starts_with("/sign-out")) return "/";
	return std::string(next);
}

Result<KeyParts> KeyParts::of(std::string_view key)
{
	const bool fits = key.size() == kKeyLength && key.starts_with("sx_") && key[3 + kIdLength] == '_' &&
		isBase64Url(key);
	if (!fits) return failed(Code::Unauthenticated, "not the shape of an API key");
	return KeyParts{std::string(key.substr(3, kIdLength))};
}

}
