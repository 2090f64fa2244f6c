// Parses versions and version ranges.
#include "kernel/config/Manifest.h"

#include <charconv>
#include <sstream>

namespace sx::config {

std::string Version::text() const
{
	return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

Result<Version> parseVersion(std::string_view text)
{
	const Error wrong{Code::Invalid, "expects a version such as 1.0.0"};
	Version version;
	int* parts[] = {&version.major, &version.minor, &version.patch};
	const char* at = text.data();
	const char* end = at + text.size();
	for (int count = 0; count < 3; ++count)
	{
		if (count > 0 && *at++ != '.') return wrong;
		auto [rest, problem] = std::from_chars(at, end, *parts[count]);
		if (problem != std::errc() || *parts[count] < 0) return wrong;
		at = rest;
		if (at == end) return count > 0 ? Result<Version>(version) : wrong;
	}
	return wrong;
}

Result<VersionRange> VersionRange::parse(std::string_view text)
{
	VersionRange range;
	range._text = text;
	std::istringstream words{std::string(text)};
	for (std::string word; words >> word;)
	{
		const auto digits = word.find_first_of("0123456789");
		const std::string comparison = word.substr(0, digits);
		const bool isKnown = comparison == ">=" || comparison == ">" || comparison == "<=" || comparison == "<" ||
			comparison == "=";
		auto version = parseVersion(digits == std::string::npos ? std::string() : word.substr(digits));
		if (!isKnown || !version) return Error{Code::Invalid, "expects a range such as \">=1.0 <2.0\""};
		range._conditions.push_back({comparison, *version});
	}
	if (range._conditions.empty()) return Error{Code::Invalid, "expects a range such as \">=1.0 <2.0\""};
	return range;
}

bool VersionRange::contains(const Version& version) const noexcept
{
	for (const auto& each: _conditions)
	{
		const bool holds = each.comparison == ">=" ? version >= each.version
			: each.comparison == ">"               ? version > each.version
			: each.comparison == "<="              ? version <= each.version
			: each.comparison == "<"               ? version < each.version
												   : version == each.version;
		if (!holds) return false;
	}
	return true;
}

}
