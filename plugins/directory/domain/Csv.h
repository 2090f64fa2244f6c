// Reads CSV as spreadsheets and programs write it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace sx::directory {

/// Is one record of a CSV text: one line, or more where a quoted cell has line breaks.
struct CsvRecord
{
	int line = 0;  // where it begins, from 1
	std::vector<std::string> cells{};
	bool isBroken = false;  // its last quote does not close
};

/// Reads a text (RFC 4180) whose cells are separated by commas, semicolons or tabs, whichever its first line has most
/// of. Trims cells, and leaves out records without any text.
std::vector<CsvRecord> readCsv(std::string_view text);
/// Tells whether a text is UTF-8. Source: RFC 3629, section 4.
bool isUtf8(std::string_view text) noexcept;

}
