#include "gateway/TextSink.h"

#include "domain/Cells.h"

namespace sx::tables {

TextSink::TextSink(
	OutFile& out, const Look& look, std::string (*cellOf)(std::string_view), std::string_view separator, bool hasMark):
	_out(out),
	_local(look.zone), _cellOf(cellOf), _separator(separator)
{
	if (hasMark) _out.append("\xEF\xBB\xBF");
	_out.append(cellOf(look.firstLine) + "\r\n");
	std::string line;
	for (const auto& column: look.table.columns)
		line += (line.empty() ? std::string() : _separator) + cellOf(cleanText(column.title));
	_out.append(line + "\r\n");
}

std::string TextSink::textOf(const Cell& cell) const
{
	if (const auto* text = std::get_if<std::string>(&cell)) return _cellOf(cleanText(*text));
	if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
	if (const auto* share = std::get_if<double>(&cell)) return decimalOf(*share);
	if (const auto* at = std::get_if<Instant>(&cell)) return localText(_local.secondsAt(*at));
	return {};
}

Result<> TextSink::add(const Row& row)
{
	std::string line;
	for (std::size_t i = 0; i < row.size(); ++i)
	{
		if (i > 0) line += _separator;
		line += textOf(row[i]);
	}
	_out.append(line + "\r\n");
	return _out.isGood() ? Result<>() : _out.flush();
}

}
