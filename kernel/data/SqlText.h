// Checks one statement of a plugin and translates its parameters to a database's dialect.
#pragma once
#include "sx/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace sx::data {

/// Holds a checked statement.
struct SqlText
{
	static constexpr int kTenant = -1;

	std::string text;             // with numbered parameters: ?1 or $1
	std::vector<int> parameters;  // what each number is bound to: an index of the values, or kTenant
	int values = 0;               // the number of `?`
	bool namesTenant = false;     // `:tenant` occurs outside strings and comments
	bool isPage = false;          // its LIMIT is a parameter
};

/// Checks one SELECT, INSERT, UPDATE, DELETE or WITH statement: one statement only, parameters only as `?` and
/// `:tenant`. marker: '?' for SQLite, '$' for PostgreSQL. Errors: Internal (with what is wrong). [any thread]
Result<SqlText> parseSql(std::string_view text, char marker) noexcept;

/// Tells whether a text is UTF-8 without NUL, which both databases accept as text.
bool isPlainText(std::string_view text) noexcept;

}
