#include "domain/Csv.h"

#include "domain/People.h"

#include <algorithm>

namespace sx::directory {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

char separatorOf(std::string_view text)
{
	const auto line = text.substr(0, text.find('\n'));
	char best = ',';
	for (const char each: {',', ';', '\t'})
		if (std::count(line.begin(), line.end(), each) > std::count(line.begin(), line.end(), best)) best = each;
	return best;
}

/// Reads one record and moves `at` and `line` behind it.
CsvRecord readRecord(std::string_view text, char separator, std::size_t& at, int& line)
{
	CsvRecord record{.line = line};
	std::string cell;
	bool isQuoted = false;
	for (;; ++at)
	{
		const bool isEnd = at >= text.size();
		const char c = isEnd ? '\n' : text[at];
		if (c == '\n') ++line;
		if (isQuoted && !isEnd)
		{
			if (c == '"' && at + 1 < text.size() && text[at + 1] == '"')
				cell += text[++at];
			else if (c == '"')
				isQuoted = false;
			else
				cell += c;
			continue;
		}
		if (c == '"' && withoutBlanks(cell).empty())
		{
			isQuoted = true;
			cell.clear();
			continue;
		}
		if (c != separator && c != '\n')
		{
			cell += c;
			continue;
		}
		record.cells.emplace_back(withoutBlanks(cell));
		cell.clear();
		if (c == separator) continue;
		record.isBroken = isQuoted;
		++at;
		return record;
	}
}

}

std::vector<CsvRecord> readCsv(std::string_view text)
{
	if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
	const char separator = separatorOf(text);
	std::vector<CsvRecord> out;
	int line = 1;
	for (std::size_t at = 0; at < text.size();)
	{
		auto record = readRecord(text, separator, at, line);
		if (std::any_of(record.cells.begin(), record.cells.end(), [](const auto& cell) { return !cell.empty(); }))
			out.push_back(std::move(record));
	}
	return out;
}

bool isUtf8(std::string_view text) noexcept
{
	const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
	for (std::size_t i = 0; i < text.size();)
	{
		const auto c = byte(i), second = byte(i + 1);
		if (c == 0) return false;
		const std::size_t length = c < 0x80 ? 1
			: c >= 0xC2 && c < 0xE0         ? 2
			: c >= 0xE0 && c < 0xF0         ? 3
			: c >= 0xF0 && c < 0xF5         ? 4
											: 0;
		if (length == 0 || i + length > text.size()) return false;
		for (std::size_t k = 1; k < length; ++k)
			if ((byte(i + k) & 0xC0U) != 0x80U) return false;
		// Too long for its character, half of a pair of UTF-16, or beyond U+10FFFF.
		if ((c == 0xE0 && second < 0xA0) || (c == 0xED && second >= 0xA0) || (c == 0xF0 && second < 0x90) ||
			(c == 0xF4 && second >= 0x90))
			return false;
		i += length;
	}
	return true;
}

}
