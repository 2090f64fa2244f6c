#include "domain/Cells.h"

#include "sx/time.h"

#include <array>
#include <cstdio>

namespace sx::tables {

namespace {

/// Returns how many bytes the character at the start of a text has; 0 if it is no UTF-8 (RFC 3629).
std::size_t lengthOfFirst(std::string_view text) noexcept
{
	const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
	const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
		return i < text.size() && byte(i) >= low && byte(i) <= high;
	};
	const auto lead = byte(0);
	if (lead < 0x80) return 1;
	if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
	if (lead >= 0xE0 && lead <= 0xEF)
		return follows(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && follows(2) ? 3 : 0;
	if (lead >= 0xF0 && lead <= 0xF4)
		return follows(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && follows(2) && follows(3) ? 4 : 0;
	return 0;
}

}

std::string cleanText(std::string_view text)
{
	std::string out;
	out.reserve(text.size());
	while (!text.empty())
	{
		const auto bytes = lengthOfFirst(text);
		const auto first = text.front();
		const bool isControl = bytes == 1 && (static_cast<unsigned char>(first) < 0x20 || first == 0x7F);
		if (bytes == 0)
			out += "\uFFFD";
		else if (!isControl || first == '\t' || first == '\n')
			out += text.substr(0, bytes);
		text.remove_prefix(bytes == 0 ? 1 : bytes);
	}
	return out;
}

bool isFormula(std::string_view text) noexcept
{
	if (text.empty()) return false;
	if (std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos) return true;
	// Full-width signs, which spreadsheets of East Asia read as their narrow forms.
	static constexpr std::array<std::string_view, 4> kWide{"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
	for (const auto sign: kWide)
		if (text.starts_with(sign)) return true;
	return false;
}

std::string csvCell(std::string_view text)
{
	std::string out = isFormula(text) ? "'" : "";
	out += text;
	if (out.find_first_of(",;\"\r\n") == std::string::npos) return out;
	std::string quoted = "\"";
	for (const char c: out) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
	return quoted + '"';
}

std::string oneLine(std::string_view text)
{
	std::string out(text);
	for (char& c: out)
		if (c == '\t' || c == '\n' || c == '\r') c = ' ';
	return out;
}

std::string tsvCell(std::string_view text) { return (isFormula(text) ? "'" : "") + oneLine(text); }

std::string localText(std::int64_t seconds)
{
	auto text = isoTime(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
	text[10] = ' ';
	text.pop_back();
	return text;
}

std::string decimalOf(double share)
{
	char text[32];
	std::snprintf(text, sizeof text, "%.4f", share);
	return text;
}

}
