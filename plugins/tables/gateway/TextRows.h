// Writes a list as CSV or as tab-separated values, a piece at a time.
#pragma once
#include "gateway/LocalTime.h"
#include "sx/tables/Tables.h"

#include <string_view>

namespace sx::tables {

/// Says how a kind of text is written.
struct TextForm
{
	std::string (*cellOf)(std::string_view);  // csvCell or tsvCell
	std::string_view separator;               // between cells
	bool hasMark;                             // whether it begins with a byte order mark, by which Excel knows UTF-8
};

/// Makes the text of a list. Owns what it needs, and holds no more than one piece of the list. [one thread at a time]
class TextRows
{
public:
	/// firstLine: as in Look. zone: IANA name, of the moments.
	TextRows(
		const TextForm& form, const std::string& firstLine, const Table& table, const std::string& zone, NextRow next);
	/// Returns the next piece of some 64 KiB; an empty one is the end. Errors: what `next` returns.
	Result<std::string> piece();

private:
	void addLine();
	std::string textOf(const Cell& cell) const;

	TextForm _form;
	LocalTime _local;
	NextRow _next;
	Row _row;
	std::size_t _columns;
	std::string _text;  // not yet taken
	bool _isEnd = false;
};

}
