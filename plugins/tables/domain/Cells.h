// Makes what may stand in a cell of a file out of what people wrote.
#pragma once
#include "sx/base.h"

#include <string>
#include <string_view>

namespace sx::tables {

/// Replaces what is no UTF-8 by U+FFFD, and leaves control characters out, apart from tabs and line ends.
std::string cleanText(std::string_view text);

/// Tells whether a spreadsheet would run a text as a formula (OWASP, "CSV Injection").
bool isFormula(std::string_view text) noexcept;

/// Writes a text as a cell of CSV (RFC 4180). A formula gets an apostrophe in front, which makes it text.
std::string csvCell(std::string_view text);
/// Writes a text as a cell of tab-separated values, guarded as in CSV; tabs and line ends become blanks.
std::string tsvCell(std::string_view text);

/// Puts a text on one line: tabs and line ends become blanks.
std::string oneLine(std::string_view text);

/// Writes a local time: "2026-11-24 14:26:05". seconds: since 1970, of the zone's clocks.
std::string localText(std::int64_t seconds);

/// Writes a share with four decimals, and percent with one: "0.2500", "25,0 %".
std::string decimalOf(double share);

}
