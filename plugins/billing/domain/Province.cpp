#include "domain/Province.h"

#include "domain/Wrong.h"

#include <map>

namespace sx::billing {

namespace {

/// Returns the six characters of a postal code in upper case; empty if it is none.
std::string squeezed(std::string_view typed)
{
	std::string out;
	for (const char c: typed)
	{
		if (c == ' ' || c == '-') continue;
		out.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
	}
	constexpr std::string_view kNever = "DFIOQU";
	const auto isLetter = [&](char c) { return c >= 'A' && c <= 'Z' && kNever.find(c) == std::string_view::npos; };
	if (out.size() != 6) return {};
	for (std::size_t i = 0; i < out.size(); ++i)
		if (i % 2 == 0 ? !isLetter(out[i]) : out[i] < '0' || out[i] > '9') return {};
	return out;
}

}

Result<std::string> provinceOf(std::string_view postalCode)
{
	static const std::map<char, std::string> kProvinces{{'A', "NL"},
		{'B', "NS"},
		{'C', "PE"},
		{'E', "NB"},
		{'G', "QC"},
		{'H', "QC"},
		{'J', "QC"},
		{'K', "ON"},
		{'L', "ON"},
		{'M', "ON"},
		{'N', "ON"},
		{'P', "ON"},
		{'R', "MB"},
		{'S', "SK"},
		{'T', "AB"},
		{'V', "BC"},
		{'Y', "YT"}};
	const auto code = squeezed(postalCode);
	const auto refuse = [&] {
		return wrong("postal_code",
			"postal_code_unknown",
			"unknown_postal_code",
			Value::object({{"typed", std::string(postalCode.substr(0, 20))}}));
	};
	if (code.empty()) return refuse();
	if (code[0] == 'X')
	{
		const auto area = code.substr(0, 3);
		if (area == "X0A" || area == "X0B" || area == "X0C") return std::string("NU");
		if (area == "X0E" || area == "X0G" || area == "X1A") return std::string("NT");
		return refuse();
	}
	const auto found = kProvinces.find(code[0]);
	if (found == kProvinces.end()) return refuse();
	return found->second;
}

std::string timeZoneOf(std::string_view province)
{
	static const std::map<std::string, std::string, std::less<>> kZones{{"AB", "America/Edmonton"},
		{"BC", "America/Vancouver"},
		{"MB", "America/Winnipeg"},
		{"NB", "America/Moncton"},
		{"NL", "America/St_Johns"},
		{"NS", "America/Halifax"},
		{"NT", "America/Yellowknife"},
		{"NU", "America/Iqaluit"},
		{"PE", "America/Halifax"},
		{"SK", "America/Regina"},
		{"YT", "America/Whitehorse"}};
	const auto found = kZones.find(province);
	return found == kZones.end() ? "America/Toronto" : found->second;
}

}
