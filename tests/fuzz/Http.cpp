// With: kernel/http/RequestHead.cpp kernel/http/Target.cpp kernel/http/Ranges.cpp
#include "kernel/http/Ranges.h"
#include "kernel/http/RequestHead.h"
#include "kernel/http/Target.h"
#include "sx/url.h"
#include "tests/fuzz/Fuzz.h"

#include <algorithm>
#include <cstring>

namespace sx::fuzz {

using namespace http;

namespace {

bool isWithin(std::string_view part, const RequestHead& head, std::size_t length)
{
	return part.empty() || (part.data() >= head.raw.get() && part.data() + part.size() <= head.raw.get() + length);
}

bool hasControl(std::string_view text)
{
	for (const unsigned char c: text)
		if ((c < 0x20 && c != '\t') || c == 0x7f) return true;
	return false;
}

}

void head(std::string_view bytes)
{
	constexpr HeadLimits kLimits{4096, 1024, 20};
	// Feed the bytes in pieces, as they arrive: bytes already searched are not searched again, and the result must not
	// depend on the pieces.
	const auto whole = headLength(bytes, 0);
	for (const std::size_t piece: {1U, 3U, 17U})
	{
		std::size_t length = 0;
		for (std::size_t have = piece, searched = 0; have < bytes.size() + piece && length == 0;
			 searched = std::min(have, bytes.size()), have += piece)
		{
			RequestRefusal why{};
			const auto part = bytes.substr(0, have);
			length = headLength(part, searched);
			if (length == 0) (void)isHopeless(part, searched, kLimits, why);
		}
		require(length == whole, "a head's length depends on how it arrives");
		if (bytes.size() > 2000) break;
	}
	if (whole == 0) return;
	auto parsed = parseHead(bytes.substr(0, whole), kLimits);
	const auto* head = std::get_if<RequestHead>(&parsed);
	if (!head) return;
	require(whole <= kLimits.maxBytes && head->fields.size() <= kLimits.maxFields, "a head beyond its limits");
	require(isWithin(head->method, *head, whole) && isWithin(head->target, *head, whole), "a view outside of the head");
	require(head->target.starts_with('/') && head->target.size() <= kLimits.maxTargetBytes && !hasControl(head->target),
		"a target of another form");
	require(head->contentLength >= 0, "a negative length");
	require(head->count("content-length") <= 1 && head->count("host") == 1 && head->count("transfer-encoding") == 0,
		"a head that two readers take apart differently");
	for (const auto& [name, value]: head->fields)
	{
		require(isWithin(name, *head, whole) && isWithin(value, *head, whole), "a view outside of the head");
		require(!name.empty() && !hasControl(name) && !hasControl(value) &&
				name.find_first_of(" \t:") == std::string_view::npos,
			"a field of another form");
		(void)listHolds(value, "chunked");
	}
}

void target(std::string_view bytes)
{
	if (const auto path = decodePath(bytes))
	{
		require(isUtf8(*path) && path->find('\0') == std::string::npos && path->find('\\') == std::string::npos,
			"a path with what no path has");
		require((*path + "/").find("/../") == std::string::npos && (*path + "/").find("/./") == std::string::npos,
			"a path that goes elsewhere");
		const auto again = decodePath(encodeUrl(*path, "/"));
		require(again && *again == *path, "a path that is another one when it is written and read again");
	}
	if (const auto pairs = decodePairs(bytes))
	{
		require(pairs->size() <= 200, "more pairs than promised");
		for (const auto& [name, value]: *pairs)
			require(isUtf8(name) && isUtf8(value) && (name + value).find('\0') == std::string::npos,
				"a pair that is no text");
	}
}

void ranges(std::string_view bytes)
{
	std::int64_t total = 0;
	if (bytes.size() < sizeof total) return;
	std::memcpy(&total, bytes.data(), sizeof total);
	total = total < 0 ? -(total + 1) : total;
	const auto header = bytes.substr(sizeof total);
	for (const auto size: {total, std::int64_t{0}, std::int64_t{1}, std::int64_t{1000}})
	{
		Range range{-1, -1};
		if (parseRange(header, size, range) == RangeKind::Part)
			require(range.first >= 0 && range.length > 0 && range.first < size && range.length <= size - range.first,
				"a range outside of the file");
	}
	(void)matchesEtag(header, "\"abc\"");
}

}
