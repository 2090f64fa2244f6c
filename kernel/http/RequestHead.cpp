#include "kernel/http/RequestHead.h"

#include <algorithm>
#include <cstring>

namespace sx::http {

namespace {

bool isTokenChar(char c) noexcept
{
	const auto u = static_cast<unsigned char>(c);
	if ((u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z') || (u >= 'a' && u <= 'z')) return true;
	return u != 0 && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr;
}

bool isToken(std::string_view text) noexcept
{
	return !text.empty() && std::all_of(text.begin(), text.end(), isTokenChar);
}

/// Tells whether a value has only visible characters, spaces, tabs and bytes over 0x7F; RFC 9110, section 5.5.
bool isFieldValue(std::string_view text) noexcept
{
	return std::all_of(text.begin(), text.end(), [](char c) {
		const auto u = static_cast<unsigned char>(c);
		return u == '\t' || (u >= 0x20 && u != 0x7F);
	});
}

bool isTarget(std::string_view text) noexcept
{
	return !text.empty() && text.front() == '/' && std::all_of(text.begin(), text.end(), [](char c) {
		const auto u = static_cast<unsigned char>(c);
		return u > 0x20 && u < 0x7F && std::strchr("\"#<>\\^`{|}", c) == nullptr;
	});
}

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// Parses a length: at most 18 digits, without sign, space or list. Returns -1 if it is malformed.
std::int64_t parseLength(std::string_view text) noexcept
{
	if (text.empty() || text.size() > 18) return -1;
	std::int64_t value = 0;
	for (char c: text)
	{
		if (c < '0' || c > '9') return -1;
		value = value * 10 + (c - '0');
	}
	return value;
}

/// Cuts the next line off. Returns false if there is no CRLF, or a CR or LF that is not part of one.
bool takeLine(std::string_view& rest, std::string_view& line) noexcept
{
	const auto end = rest.find('\n');
	if (end == std::string_view::npos || end == 0 || rest[end - 1] != '\r') return false;
	line = rest.substr(0, end - 1);
	rest.remove_prefix(end + 1);
	return line.find('\r') == std::string_view::npos;
}

bool parseStartLine(std::string_view line, RequestHead& head, const HeadLimits& limits, RequestRefusal& why)
{
	why = RequestRefusal::BadRequest;
	const auto first = line.find(' ');
	const auto last = line.rfind(' ');
	if (first == std::string_view::npos || first == last) return false;
	head.method = line.substr(0, first);
	head.target = line.substr(first + 1, last - first - 1);
	const auto version = line.substr(last + 1);
	if (!isToken(head.method)) return false;
	if (version != "HTTP/1.1" && version != "HTTP/1.0")
	{
		if (version.starts_with("HTTP/")) why = RequestRefusal::VersionUnknown;
		return false;
	}
	head.isOld = version == "HTTP/1.0";
	if (head.target.size() > limits.maxTargetBytes)
	{
		why = RequestRefusal::UriTooLong;
		return false;
	}
	return isTarget(head.target);
}

/// Reads how the body is framed (RFC 9112, section 6). Refuses a length together with an encoding, and two lengths: two
/// readers could then disagree where the body ends.
bool readFraming(RequestHead& head, RequestRefusal& why)
{
	why = RequestRefusal::BadRequest;
	const auto lengths = head.count("Content-Length");
	const auto encodings = head.count("Transfer-Encoding");
	if (lengths > 1 || (lengths > 0 && encodings > 0)) return false;
	if (encodings > 0)
	{
		if (head.isOld || encodings > 1) return false;
		why = equalsIgnoringCase(*head.field("Transfer-Encoding"), "chunked") ? RequestRefusal::LengthRequired
																			  : RequestRefusal::NotImplemented;
		return false;
	}
	if (lengths == 1)
	{
		head.contentLength = parseLength(*head.field("Content-Length"));
		head.hasBodyHeader = true;
		if (head.contentLength < 0) return false;
	}
	else if (head.method == "POST" || head.method == "PUT" || head.method == "PATCH")
	{
		why = RequestRefusal::LengthRequired;
		return false;
	}
	// Of two of these, another reader may believe the other one.
	if (head.count("Host") != 1 || head.count("Authorization") > 1) return false;
	const auto* expect = head.field("Expect");
	if (expect)
		head.expectsContinue = !head.isOld && head.contentLength > 0 && equalsIgnoringCase(*expect, "100-continue");
	const auto* connection = head.field("Connection");
	head.keepsAlive = head.isOld ? connection && listHolds(*connection, "keep-alive")
								 : !connection || !listHolds(*connection, "close");
	return true;
}

}

bool equalsIgnoringCase(std::string_view left, std::string_view right) noexcept
{
	return left.size() == right.size() &&
		std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trimmed(std::string_view text) noexcept
{
	while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
	while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
	return text;
}

bool listHolds(std::string_view list, std::string_view token) noexcept
{
	while (true)
	{
		const auto comma = list.find(',');
		if (equalsIgnoringCase(trimmed(list.substr(0, comma)), token)) return true;
		if (comma == std::string_view::npos) return false;
		list.remove_prefix(comma + 1);
	}
}

const std::string_view* RequestHead::field(std::string_view name) const noexcept
{
	for (const auto& [key, value]: fields)
		if (equalsIgnoringCase(key, name)) return &value;
	return nullptr;
}

std::size_t RequestHead::count(std::string_view name) const noexcept
{
	return static_cast<std::size_t>(std::count_if(
		fields.begin(), fields.end(), [&](const auto& each) { return equalsIgnoringCase(each.first, name); }));
}

std::size_t headLength(std::string_view bytes, std::size_t searchedFrom) noexcept
{
	const auto found = bytes.find("\r\n\r\n", searchedFrom > 3 ? searchedFrom - 3 : 0);
	return found == std::string_view::npos ? 0 : found + 4;
}

bool isHopeless(
	std::string_view partial, std::size_t searchedFrom, const HeadLimits& limits, RequestRefusal& why) noexcept
{
	if (partial.size() > limits.maxBytes)
	{
		why = partial.find('\n') == std::string_view::npos ? RequestRefusal::UriTooLong
														   : RequestRefusal::HeadersTooLarge;
		return true;
	}
	why = RequestRefusal::BadRequest;
	for (std::size_t i = searchedFrom > 0 ? searchedFrom - 1 : 0; i < partial.size(); ++i)
	{
		const char c = partial[i];
		if (c == '\0') return true;
		if (c == '\n' && (i == 0 || partial[i - 1] != '\r')) return true;
		if (c == '\r' && i + 1 < partial.size() && partial[i + 1] != '\n') return true;
	}
	return false;
}

std::variant<RequestHead, RequestRefusal> parseHead(std::string_view bytes, const HeadLimits& limits)
{
	RequestRefusal why = RequestRefusal::HeadersTooLarge;
	if (bytes.size() > limits.maxBytes) return why;
	RequestHead head;
	head.raw = std::make_unique<char[]>(bytes.size());
	std::memcpy(head.raw.get(), bytes.data(), bytes.size());
	std::string_view rest(head.raw.get(), bytes.size());
	std::string_view line;
	if (!takeLine(rest, line)) return RequestRefusal::BadRequest;
	if (!parseStartLine(line, head, limits, why)) return why;
	head.fields.reserve(16);
	while (true)
	{
		if (!takeLine(rest, line)) return RequestRefusal::BadRequest;
		if (line.empty()) break;
		if (head.fields.size() == limits.maxFields) return RequestRefusal::HeadersTooLarge;
		const auto colon = line.find(':');
		// A name ends at its colon. A space before the colon and a folded line are no token, so both are refused.
		if (colon == std::string_view::npos || !isToken(line.substr(0, colon))) return RequestRefusal::BadRequest;
		const auto value = trimmed(line.substr(colon + 1));
		if (!isFieldValue(value)) return RequestRefusal::BadRequest;
		head.fields.emplace_back(line.substr(0, colon), value);
	}
	if (!readFraming(head, why)) return why;
	return head;
}

}
