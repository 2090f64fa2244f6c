// One statement of a plugin, judged and put into the dialect of a database.
#pragma once
#include "sx/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace sx::data {

struct SqlText
{
	static constexpr int kTenant = -1;

	std::string text;             // with numbered parameters: ?1 or $1
	std::vector<int> parameters;  // what each number is bound to: an index of the values, or kTenant
	int values = 0;               // how many `?` there were
	bool namesTenant = false;     // `:tenant` stands in the code, not in a string or comment
};

/// Judges one SELECT, INSERT, UPDATE, DELETE or WITH statement: one statement only, parameters as `?` and `:tenant`
/// only. marker: '?' for SQLite, '$' for PostgreSQL. Errors: Internal (with what is wrong). [any thread]
Result<SqlText> parseSql(std::string_view text, char marker) noexcept;

/// True when the text is UTF-8 without NUL: what both databases take as text.
bool isPlainText(std::string_view text) noexcept;

}
