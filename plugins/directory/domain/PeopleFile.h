// Reads a file that lists people to add.
#pragma once
#include "sx/directory/Directory.h"

#include <string>
#include <string_view>
#include <vector>

namespace sx::directory {

/// Bounds how many people one file adds.
inline constexpr std::size_t kMostLines = 10'000;

/// Is a line of the file and the person that it would add. problem: why it adds nobody; empty: it does.
struct FileLine
{
	int line = 0;
	NewPerson person{};
	std::string country{};
	std::string problem{};
};

/// Reads a CSV file whose first line names the columns in French or English (the address; first and last name, or the
/// whole; type; language; country, ISO 3166-1 alpha-2); without such a line the columns are address, first name, last
/// name, type. defaults: tenant, and language of whoever has none in the file. Errors: Invalid with field "file" and
/// problem "encoding" (not UTF-8), "empty" or "columns" (no column has addresses); TooLarge with problem
/// "too_many_lines".
Result<std::vector<FileLine>> readPeople(std::string_view text, const NewPerson& defaults);

/// Writes the file from which people begin: a line that names the columns, and one person as an example.
std::string modelFile(const std::vector<std::string>& heads, const std::vector<std::string>& example);

}
