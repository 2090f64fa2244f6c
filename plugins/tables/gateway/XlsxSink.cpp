#include "gateway/XlsxSink.h"

#include "domain/Cells.h"
#include "sx/text.h"

#include <xlsxwriter.h>

namespace sx::tables {

namespace {

constexpr std::uint32_t kRowsOfASheet = 1'048'576;
constexpr std::size_t kCharactersOfACell = 32'000;  // Excel's limit is 32,767 UTF-16 units
constexpr double kDaysTo1970 = 25'569;              // since the day that Excel counts from

double widthOf(const Column& column)
{
	if (column.weight > 0) return 6.0 * column.weight;
	return column.kind == Column::Kind::Text ? 26 : column.kind == Column::Kind::Moment ? 20 : 14;
}

Error failure(lxw_error error) { return failed(Code::Internal, std::string("tables: xlsx: ") + lxw_strerror(error)); }

}

void XlsxSink::Free::operator()(lxw_workbook* book) const noexcept { static_cast<void>(workbook_close(book)); }

XlsxSink::XlsxSink(OutFile& out, const Look& look, const std::string& folder): _look(look), _local(look.zone)
{
	lxw_workbook_options options{};
	options.constant_memory = LXW_TRUE;
	options.tmpdir = const_cast<char*>(folder.c_str());  // the library only reads it
	_book.reset(workbook_new_opt(out.path().c_str(), &options));
	if (!_book) return;
	auto* book = _book.get();
	_bold = workbook_add_format(book);
	format_set_bold(_bold);
	_moment = workbook_add_format(book);
	format_set_num_format(_moment, "yyyy-mm-dd hh:mm:ss");
	_share = workbook_add_format(book);
	format_set_num_format(_share, "0.0 %");
	_number = workbook_add_format(book);
	format_set_num_format(_number, "#,##0");
	auto title = cleanText(look.table.title);
	lxw_doc_properties properties{};
	properties.title = title.data();
	workbook_set_properties(book, &properties);
	beginSheet();
}

void XlsxSink::beginSheet()
{
	_sheet = workbook_add_worksheet(_book.get(), nullptr);
	const auto& columns = _look.table.columns;
	for (std::size_t i = 0; i < columns.size(); ++i)
	{
		const auto at = static_cast<lxw_col_t>(i);
		worksheet_set_column(_sheet, at, at, widthOf(columns[i]), nullptr);
	}
	worksheet_set_landscape(_sheet);
	worksheet_fit_to_pages(_sheet, 1, 0);
	worksheet_repeat_rows(_sheet, 1, 1);
	worksheet_freeze_panes(_sheet, 2, 0);
	worksheet_write_string(_sheet, 0, 0, _look.firstLine.c_str(), nullptr);
	for (std::size_t i = 0; i < columns.size(); ++i)
		worksheet_write_string(_sheet, 1, static_cast<lxw_col_t>(i), cleanText(columns[i].title).c_str(), _bold);
	_row = 2;
}

int XlsxSink::put(const Cell& cell, std::uint16_t column)
{
	// write_string types the cell as text, so that nothing in it is a formula.
	if (const auto* text = std::get_if<std::string>(&cell))
		return worksheet_write_string(
			_sheet, _row, column, firstCharacters(cleanText(*text), kCharactersOfACell).c_str(), nullptr);
	if (const auto* number = std::get_if<std::int64_t>(&cell))
		return worksheet_write_number(_sheet, _row, column, static_cast<double>(*number), _number);
	if (const auto* share = std::get_if<double>(&cell))
		return worksheet_write_number(_sheet, _row, column, *share, _share);
	if (const auto* at = std::get_if<Instant>(&cell))
		return worksheet_write_number(
			_sheet, _row, column, static_cast<double>(_local.secondsAt(*at)) / 86'400 + kDaysTo1970, _moment);
	return LXW_NO_ERROR;
}

Result<> XlsxSink::add(const Row& row)
{
	if (!_book) return failed(Code::Internal, "tables: xlsx: no workbook");
	if (_row == kRowsOfASheet) beginSheet();
	for (std::size_t i = 0; i < row.size(); ++i)
		if (const auto error = put(row[i], static_cast<std::uint16_t>(i)); error != LXW_NO_ERROR)
			return failure(static_cast<lxw_error>(error));
	++_row;
	return {};
}

Result<> XlsxSink::finish()
{
	if (!_book) return failed(Code::Internal, "tables: xlsx: no workbook");
	if (const auto error = workbook_close(_book.release()); error != LXW_NO_ERROR) return failure(error);
	return {};
}

}
