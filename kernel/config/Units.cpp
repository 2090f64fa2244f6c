// Parses durations and sizes as people write them.
#include "kernel/config/Schema.h"

#include <charconv>
#include <limits>
#include <span>

namespace sx::config {

namespace {

struct Unit
{
	std::string_view name;
	std::int64_t factor;
};

constexpr Unit kDurations[] = {{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86'400}};
constexpr Unit kSizes[] = {{"B", 1},
	{"kB", 1'000},
	{"KB", 1'000},
	{"MB", 1'000'000},
	{"GB", 1'000'000'000},
	{"TB", 1'000'000'000'000},
	{"KiB", 1LL << 10},
	{"MiB", 1LL << 20},
	{"GiB", 1LL << 30},
	{"TiB", 1LL << 40}};

/// Parses a number with its unit, such as "2.5GB". fractions: allows up to three decimals.
Result<std::int64_t> parseNumberWithUnit(
	std::string_view text, std::span<const Unit> units, bool fractions, const char* example)
{
	const auto wrong = [&] { return Error{Code::Invalid, std::string("expects ") + example}; };
	if (text == "0") return std::int64_t{0};  // zero needs no unit
	std::int64_t whole = 0;
	const char* end = text.data() + text.size();
	auto [rest, problem] = std::from_chars(text.data(), end, whole);
	if (problem != std::errc() || rest == text.data() || whole < 0) return wrong();
	std::int64_t thousandths = 0;
	if (fractions && rest != end && *rest == '.')
	{
		int scale = 100;
		const char* first = ++rest;
		for (; rest != end && *rest >= '0' && *rest <= '9' && scale > 0; ++rest, scale /= 10)
			thousandths += (*rest - '0') * scale;
		if (rest == first) return wrong();
	}
	const std::string_view name(rest, static_cast<std::size_t>(end - rest));
	for (const auto& unit: units)
	{
		if (unit.name != name) continue;
		if (whole > (std::numeric_limits<std::int64_t>::max() / 2) / unit.factor)
			return Error{Code::Invalid, "is too large"};
		return whole * unit.factor + thousandths * unit.factor / 1000;
	}
	return wrong();
}

}

Result<std::int64_t> parseDuration(std::string_view text)
{
	return parseNumberWithUnit(text, kDurations, false, "a duration such as 90s, 15m, 24h or 10d");
}

Result<std::int64_t> parseBytes(std::string_view text)
{
	return parseNumberWithUnit(text, kSizes, true, "a size such as 512kB, 100MB, 8MiB or 2.5GB");
}

}
