#include "kernel/http/Target.h"

#include <algorithm>

namespace sx::http {

namespace {

int hexDigit(char c) noexcept
{
	if (c >= '0' && c <= '9') return c - '0';
	if (c >= 'a' && c <= 'f') return c - 'a' + 10;
	if (c >= 'A' && c <= 'F') return c - 'A' + 10;
	return -1;
}

bool unescape(std::string_view raw, bool plusIsSpace, std::string& out)
{
	out.clear();
	out.reserve(raw.size());
	for (std::size_t i = 0; i < raw.size(); ++i)
	{
		char c = raw[i];
		if (c == '+' && plusIsSpace)
			c = ' ';
		else if (c == '%')
		{
			if (i + 2 >= raw.size()) return false;
			const int high = hexDigit(raw[i + 1]);
			const int low = hexDigit(raw[i + 2]);
			if (high < 0 || low < 0) return false;
			c = static_cast<char>(high * 16 + low);
			i += 2;
		}
		if (c == '\0') return false;
		out.push_back(c);
	}
	return isUtf8(out);
}

bool isSafeSegment(std::string_view segment)
{
	if (segment.empty() || segment == "." || segment == "..") return false;
	return std::all_of(segment.begin(), segment.end(), [](char c) {
		const auto u = static_cast<unsigned char>(c);
		return u >= 0x20 && u != 0x7F && c != '/' && c != '\\';
	});
}

}

bool isUtf8(std::string_view text) noexcept
{
	for (std::size_t i = 0; i < text.size();)
	{
		const auto lead = static_cast<unsigned char>(text[i]);
		if (lead < 0x80)
		{
			++i;
			continue;
		}
		const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
		if (lead < 0xC2 || lead > 0xF4 || i + length > text.size()) return false;
		unsigned int point = lead & (0xFFu >> (length + 1));
		for (std::size_t k = 1; k < length; ++k)
		{
			const auto next = static_cast<unsigned char>(text[i + k]);
			if ((next & 0xC0) != 0x80) return false;
			point = (point << 6) | (next & 0x3F);
		}
		if ((length == 3 && point < 0x800) || (length == 4 && point < 0x10000)) return false;
		if ((point >= 0xD800 && point <= 0xDFFF) || point > 0x10FFFF) return false;
		i += length;
	}
	return true;
}

std::optional<std::string> decodePath(std::string_view raw)
{
	if (raw.empty() || raw.front() != '/') return std::nullopt;
	if (raw == "/") return std::string("/");
	std::string path;
	std::string segment;
	for (std::size_t at = 1; at <= raw.size();)
	{
		const auto end = std::min(raw.find('/', at), raw.size());
		if (!unescape(raw.substr(at, end - at), false, segment)) return std::nullopt;
		// An empty segment at the very end is a trailing slash, which is harmless: it matches no route.
		if (!(segment.empty() && end == raw.size()) && !isSafeSegment(segment)) return std::nullopt;
		path += '/';
		path += segment;
		at = end + 1;
	}
	return path;
}

std::optional<Pairs> decodePairs(std::string_view raw)
{
	constexpr std::size_t kMaxPairs = 200;
	Pairs pairs;
	while (!raw.empty())
	{
		const auto end = raw.find('&');
		const auto item = raw.substr(0, end);
		raw = end == std::string_view::npos ? std::string_view() : raw.substr(end + 1);
		if (item.empty()) continue;
		if (pairs.size() == kMaxPairs) return std::nullopt;
		const auto equals = item.find('=');
		auto& [name, value] = pairs.emplace_back();
		if (!unescape(item.substr(0, equals), true, name)) return std::nullopt;
		if (equals != std::string_view::npos && !unescape(item.substr(equals + 1), true, value)) return std::nullopt;
	}
	return pairs;
}

}
