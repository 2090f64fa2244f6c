// Makes URLs from parts, and takes the host out of an origin.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace sx {

/// Percent-encodes a text for one path segment or one value of a query: everything but unreserved characters (RFC 3986,
/// section 2.3). plain: further characters to leave as they are. Since: SDK 1.0
inline std::string encodeUrl(std::string_view text, std::string_view plain = {})
{
	static constexpr std::string_view kUnreserved =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
	static constexpr std::string_view kHex = "0123456789ABCDEF";
	std::string out;
	for (const char c: text)
	{
		if (kUnreserved.find(c) != std::string_view::npos || plain.find(c) != std::string_view::npos)
		{
			out += c;
			continue;
		}
		const auto byte = static_cast<unsigned char>(c);
		out += '%';
		out += kHex[byte >> 4];
		out += kHex[byte & 15];
	}
	return out;
}

/// Returns PATH?name=value&…, encoded, without the parameters whose value is empty. Since: SDK 1.0
inline std::string urlOf(
	std::string path, std::initializer_list<std::pair<std::string_view, std::string_view>> parameters)
{
	char separator = '?';
	for (const auto& [name, value]: parameters)
	{
		if (value.empty()) continue;
		path += separator;
		path += name;
		path += '=';
		path += encodeUrl(value);
		separator = '&';
	}
	return path;
}

/// Returns host and port of an origin: "acme.example.com:8443" of "https://acme.example.com:8443". Since: SDK 1.0
inline std::string_view hostAndPortOf(std::string_view origin) noexcept
{
	const auto scheme = origin.find("://");
	return scheme == std::string_view::npos ? origin : origin.substr(scheme + 3);
}

/// Returns the host of an origin, without its port: "acme.example.com", "[::1]". Since: SDK 1.0
inline std::string_view hostOf(std::string_view origin) noexcept
{
	const auto host = hostAndPortOf(origin);
	return host.substr(0, host.find(':', host.starts_with('[') ? host.find(']') : 0));
}

}
