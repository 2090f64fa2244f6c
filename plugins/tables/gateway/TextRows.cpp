#include "gateway/TextRows.h"

#include "domain/Cells.h"

#include <utility>

namespace sx::tables {

namespace {
constexpr std::size_t kPieceBytes = 64 * 1024;
}

TextRows::TextRows(
	const TextForm& form, const std::string& firstLine, const Table& table, const std::string& zone, NextRow next):
	_form(form),
	_local(zone), _next(std::move(next)), _columns(table.columns.size())
{
	if (_form.hasMark) _text = "\xEF\xBB\xBF";
	_row = {firstLine};
	addLine();
	_row.clear();
	for (const auto& column: table.columns) _row.emplace_back(column.title);
	addLine();
}

std::string TextRows::textOf(const Cell& cell) const
{
	if (const auto* text = std::get_if<std::string>(&cell)) return _form.cellOf(cleanText(*text));
	if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
	if (const auto* share = std::get_if<double>(&cell)) return decimalOf(*share);
	if (const auto* at = std::get_if<Instant>(&cell)) return localText(_local.secondsAt(*at));
	return {};
}

void TextRows::addLine()
{
	for (std::size_t i = 0; i < _row.size(); ++i)
	{
		if (i > 0) _text += _form.separator;
		_text += textOf(_row[i]);
	}
	_text += "\r\n";
}

Result<std::string> TextRows::piece()
{
	while (!_isEnd && _text.size() < kPieceBytes)
	{
		_row.assign(_columns, Cell());
		auto more = _next(_row);
		if (!more) return more.error();
		_isEnd = !*more;
		if (*more) addLine();
	}
	return std::exchange(_text, {});
}

}
