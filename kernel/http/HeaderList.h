// Collects the headers of a response in order; each name occurs at most once, except Set-Cookie.
#pragma once
#include "kernel/http/RequestHead.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace sx::http {

class HeaderList
{
public:
	HeaderList() { _fields.reserve(8); }  // more than most answers have
	void set(std::string_view name, std::string value)
	{
		for (auto& [key, old]: _fields)
			if (equalsIgnoringCase(key, name))
			{
				old = std::move(value);
				return;
			}
		_fields.emplace_back(name, std::move(value));
	}
	void add(std::string_view name, std::string value) { _fields.emplace_back(name, std::move(value)); }
	const std::string* find(std::string_view name) const noexcept
	{
		for (const auto& [key, value]: _fields)
			if (equalsIgnoringCase(key, name)) return &value;
		return nullptr;
	}
	void writeTo(std::string& out) const
	{
		for (const auto& [name, value]: _fields) out.append(name).append(": ").append(value).append("\r\n");
	}

private:
	std::vector<std::pair<std::string, std::string>> _fields;
};

/// Tells whether a header can be sent: neither name nor value can end the line or the head (response splitting).
inline bool isSafeHeader(std::string_view name, std::string_view value) noexcept
{
	auto isNamePart = [](char c) {
		return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
	};
	auto isPrintable = [](char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F); };
	return !name.empty() && std::all_of(name.begin(), name.end(), isNamePart) &&
		std::all_of(value.begin(), value.end(), isPrintable);
}

/// Tells whether a cookie can be sent: its value can neither end the line nor add an attribute (RFC 6265, 4.1.1).
inline bool isSafeCookie(std::string_view name, std::string_view value) noexcept
{
	auto isNamePart = [](char c) {
		return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
	};
	auto isOctet = [](char c) { return c > 0x20 && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\'; };
	return !name.empty() && std::all_of(name.begin(), name.end(), isNamePart) &&
		std::all_of(value.begin(), value.end(), isOctet);
}

/// Tells whether only the kernel may set a header: framing, the session, and the promises of SecurityHeaders.
inline bool isKernelHeader(std::string_view name) noexcept
{
	static constexpr std::string_view kNames[] = {"Content-Length",
		"Transfer-Encoding",
		"Connection",
		"Date",
		"Set-Cookie",
		"Trailer",
		"Upgrade",
		"Content-Encoding",
		"Content-Security-Policy",
		"X-Content-Type-Options",
		"X-Request-Id",
		"Referrer-Policy",
		"Cross-Origin-Opener-Policy",
		"Cross-Origin-Resource-Policy",
		"Strict-Transport-Security",
		"Permissions-Policy",
		"X-Frame-Options",
		"Access-Control-Allow-Origin",
		"Access-Control-Allow-Credentials"};
	return std::any_of(
		std::begin(kNames), std::end(kNames), [&](std::string_view each) { return equalsIgnoringCase(each, name); });
}

}
