// Defines what the rows of a list flow into.
#pragma once
#include "sx/tables/Tables.h"

namespace sx::tables {

/// Takes a list row by row and makes a file of it. [one thread]
class Sink
{
public:
	virtual ~Sink() = default;
	/// Takes the next row. Errors: Full, Internal.
	virtual Result<> add(const Row& row) = 0;
	/// Ends the file. Errors: Full, Internal.
	virtual Result<> finish() = 0;
};

/// Holds what every format needs: the list, its first line, and how people of its language write numbers.
struct Look
{
	const Table& table;
	std::string firstLine;
	std::string page;  // "Page", before a page's number
	const Pages& pages;
	const Language& language;
	const std::string& zone;
};

}
