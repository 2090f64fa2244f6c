#include "gateway/PdfSink.h"

#include "domain/Cells.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>

namespace sx::tables {

namespace {

constexpr double kShort = 612, kLong = 792;  // Letter, in points
constexpr double kMargin = 36, kPadding = 3, kFoot = 20;
constexpr int kLinesOfACell = 12;
constexpr std::size_t kColumnsUpright = 4;
constexpr const char *kCellFont = "Sans 7.5", *kHeadFont = "Sans Bold 7.5", *kTitleFont = "Sans Bold 13";

int weightOf(const Column& column)
{
	if (column.weight > 0) return column.weight;
	return column.kind == Column::Kind::Text ? 4 : column.kind == Column::Kind::Moment ? 3 : 2;
}

bool isRight(Column::Kind kind) { return kind != Column::Kind::Text && kind != Column::Kind::Moment; }

cairo_status_t take(void* out, const unsigned char* bytes, unsigned length)
{
	auto& file = *static_cast<OutFile*>(out);
	file.append({reinterpret_cast<const char*>(bytes), length});
	return file.isGood() ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

double heightOf(PangoLayout& layout)
{
	int height = 0;
	pango_layout_get_size(&layout, nullptr, &height);
	return static_cast<double>(height) / PANGO_SCALE;
}

void setText(PangoLayout& layout, const std::string& text)
{
	pango_layout_set_text(&layout, text.c_str(), static_cast<int>(text.size()));
}

}

void PdfSink::Free::operator()(cairo_surface_t* surface) const noexcept { cairo_surface_destroy(surface); }
void PdfSink::Free::operator()(cairo_t* drawing) const noexcept { cairo_destroy(drawing); }
void PdfSink::Free::operator()(PangoLayout* layout) const noexcept { g_object_unref(layout); }

PdfSink::PdfSink(OutFile& out, const Look& look):
	_out(out), _look(look), _local(look.zone), _width(look.table.columns.size() > kColumnsUpright ? kLong : kShort),
	_height(look.table.columns.size() > kColumnsUpright ? kShort : kLong),
	_surface(cairo_pdf_surface_create_for_stream(take, &out, _width, _height)), _drawing(cairo_create(_surface.get()))
{
	cairo_pdf_surface_set_metadata(_surface.get(), CAIRO_PDF_METADATA_TITLE, cleanText(look.table.title).c_str());
	int all = 0;
	for (const auto& column: look.table.columns) all += weightOf(column);
	double left = kMargin;
	std::vector<std::string> titles;
	for (const auto& column: look.table.columns)
	{
		const auto width = (_width - 2 * kMargin) * weightOf(column) / std::max(all, 1);
		_lefts.push_back(left);
		_widths.push_back(width);
		for (auto* layouts: {&_cells, &_heads})
		{
			auto layout = layoutOf(width - 2 * kPadding, layouts == &_cells ? kCellFont : kHeadFont);
			pango_layout_set_height(layout.get(), -kLinesOfACell);
			pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
			if (isRight(column.kind)) pango_layout_set_alignment(layout.get(), PANGO_ALIGN_RIGHT);
			layouts->push_back(std::move(layout));
		}
		left += width;
	}
	_line = layoutOf(_width - 2 * kMargin, kCellFont);
	_title = layoutOf(_width - 2 * kMargin, kTitleFont);
	beginPage();
}

PdfSink::Layout PdfSink::layoutOf(double width, const char* font) const
{
	Layout out(pango_cairo_create_layout(_drawing.get()));
	pango_cairo_context_set_resolution(pango_layout_get_context(out.get()), 72);  // a point is a unit of the page
	auto* description = pango_font_description_from_string(font);
	pango_layout_set_font_description(out.get(), description);
	pango_font_description_free(description);
	pango_layout_set_width(out.get(), static_cast<int>(std::lround(width * PANGO_SCALE)));
	pango_layout_set_wrap(out.get(), PANGO_WRAP_WORD_CHAR);
	return out;
}

std::string PdfSink::textOf(const Cell& cell, Column::Kind kind) const
{
	const auto& [pages, language] = std::tie(_look.pages, _look.language);
	if (const auto* text = std::get_if<std::string>(&cell)) return oneLine(cleanText(*text));
	if (const auto* number = std::get_if<std::int64_t>(&cell))
		return kind == Column::Kind::Bytes ? pages.byteSize(language, *number) : pages.number(language, *number);
	if (const auto* share = std::get_if<double>(&cell))
		return pages.number(language, std::lround(*share * 100)) + spoken(language).percent;
	if (const auto* at = std::get_if<Instant>(&cell)) return localText(_local.secondsAt(*at));
	return {};
}

void PdfSink::drawText(PangoLayout& layout, double x, double y)
{
	cairo_move_to(_drawing.get(), x, y);
	pango_cairo_show_layout(_drawing.get(), &layout);
}

void PdfSink::drawRow(const std::vector<std::string>& texts, std::vector<Layout>& layouts, bool isHeader)
{
	double height = 0;
	for (std::size_t i = 0; i < layouts.size(); ++i)
	{
		setText(*layouts[i], i < texts.size() ? texts[i] : std::string());
		height = std::max(height, heightOf(*layouts[i]));
	}
	height += 2 * kPadding;
	if (!isHeader && _y + height > _height - kMargin - kFoot)
	{
		endPage();
		beginPage();
	}
	auto* drawing = _drawing.get();
	if (isHeader)
	{
		cairo_set_source_rgb(drawing, 0.92, 0.93, 0.94);
		cairo_rectangle(drawing, kMargin, _y, _width - 2 * kMargin, height);
		cairo_fill(drawing);
	}
	cairo_set_source_rgb(drawing, 0.06, 0.09, 0.10);
	for (std::size_t i = 0; i < layouts.size(); ++i) drawText(*layouts[i], _lefts[i] + kPadding, _y + kPadding);
	_y += height;
	cairo_set_source_rgb(drawing, 0.80, 0.82, 0.84);
	cairo_set_line_width(drawing, 0.5);
	cairo_move_to(drawing, kMargin, _y);
	cairo_line_to(drawing, _width - kMargin, _y);
	cairo_stroke(drawing);
}

void PdfSink::beginPage()
{
	++_page;
	_y = kMargin;
	cairo_set_source_rgb(_drawing.get(), 0.06, 0.09, 0.10);
	if (_page == 1)
	{
		setText(*_title, cleanText(_look.table.title));
		drawText(*_title, kMargin, _y);
		_y += heightOf(*_title) + kPadding;
		setText(*_line, _look.firstLine);
		drawText(*_line, kMargin, _y);
		_y += heightOf(*_line) + 3 * kPadding;
	}
	std::vector<std::string> titles;
	for (const auto& column: _look.table.columns) titles.push_back(cleanText(column.title));
	drawRow(titles, _heads, true);
}

void PdfSink::endPage()
{
	cairo_set_source_rgb(_drawing.get(), 0.35, 0.38, 0.40);
	setText(*_line, _look.page + " " + _look.pages.number(_look.language, _page));
	drawText(*_line, kMargin, _height - kMargin - kFoot / 2);
	cairo_show_page(_drawing.get());
}

Result<> PdfSink::add(const Row& row)
{
	std::vector<std::string> texts;
	for (std::size_t i = 0; i < row.size() && i < _cells.size(); ++i)
		texts.push_back(textOf(row[i], _look.table.columns[i].kind));
	drawRow(texts, _cells, false);
	return _out.isGood() ? Result<>() : _out.flush();
}

Result<> PdfSink::finish()
{
	endPage();
	cairo_surface_finish(_surface.get());
	if (auto written = _out.flush(); !written) return written;
	const auto status = cairo_surface_status(_surface.get());
	if (status != CAIRO_STATUS_SUCCESS)
		return failed(Code::Internal, std::string("tables: pdf: ") + cairo_status_to_string(status));
	return {};
}

}
