#include "domain/KeyParts.h"

#include <algorithm>

namespace sx::api_keys {

namespace {

constexpr std::string_view kMark = "sx_";
constexpr std::size_t kIdLength = 11, kKeyLength = kMark.size() + kIdLength + 1 + 43;

bool isBase64Url(std::string_view text)
{
	return std::all_of(text.begin(), text.end(), [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
	});
}

}

Result<KeyParts> KeyParts::of(std::string_view key)
{
	const bool fits = key.size() == kKeyLength && key.starts_with(kMark) && key[kMark.size() + kIdLength] == '_' &&
		isBase64Url(key);
	if (!fits) return failed(Code::Unauthenticated, "not the shape of an API key");
	return KeyParts{std::string(key.substr(kMark.size(), kIdLength))};
}

std::string KeyParts::join(std::string_view id, std::string_view secret)
{
	std::string out(kMark);
	out.append(id).append("_").append(secret);
	return out;
}

}
