#include "kernel/http/Ranges.h"
#include "kernel/http/RequestHead.h"

#include <algorithm>
#include <charconv>

namespace sx::http {

namespace {

bool parseNumber(std::string_view text, std::int64_t& number) noexcept
{
	if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string_view::npos)
		return false;
	return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
}

}

RangeKind parseRange(std::string_view header, std::int64_t total, Range& range) noexcept
{
	if (!header.starts_with("bytes=")) return RangeKind::Whole;
	header = trimmed(header.substr(6));
	const auto dash = header.find('-');
	if (dash == std::string_view::npos || header.find(',') != std::string_view::npos) return RangeKind::Whole;
	std::int64_t first = 0;
	std::int64_t last = total - 1;
	if (dash == 0)
	{
		std::int64_t suffix = 0;
		if (!parseNumber(header.substr(1), suffix)) return RangeKind::Whole;
		if (suffix == 0 || total == 0) return RangeKind::Unsatisfiable;
		first = std::max<std::int64_t>(0, total - suffix);
	}
	else
	{
		if (!parseNumber(header.substr(0, dash), first)) return RangeKind::Whole;
		if (dash + 1 < header.size())
		{
			if (!parseNumber(header.substr(dash + 1), last) || last < first) return RangeKind::Whole;
			last = std::min(last, total - 1);
		}
		if (first >= total) return RangeKind::Unsatisfiable;
	}
	range = {first, last - first + 1};
	return RangeKind::Part;
}

bool matchesEtag(std::string_view header, std::string_view etag) noexcept
{
	auto strong = [](std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; };
	if (trimmed(header) == "*") return true;
	while (!header.empty())
	{
		const auto comma = header.find(',');
		if (strong(trimmed(header.substr(0, comma))) == strong(etag)) return true;
		if (comma == std::string_view::npos) break;
		header.remove_prefix(comma + 1);
	}
	return false;
}

}
