#include "gateway/InvoicePdf.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace sx::billing {

namespace {

constexpr double kWidth = 612, kHeight = 792, kMargin = 54, kFoot = 24, kGap = 6;  // Letter, in points
constexpr double kColumns[]{0.52, 0.12, 0.16, 0.20};                               // what, quantity, price, amount
constexpr const char *kFont = "Sans 9", *kBold = "Sans Bold 9", *kSmall = "Sans 7.5", *kTitle = "Sans Bold 18",
					 *kTotal = "Sans Bold 11";

struct Free
{
	void operator()(cairo_surface_t* surface) const noexcept { cairo_surface_destroy(surface); }
	void operator()(cairo_t* drawing) const noexcept { cairo_destroy(drawing); }
	void operator()(PangoLayout* layout) const noexcept { g_object_unref(layout); }
};

cairo_status_t take(void* out, const unsigned char* bytes, unsigned length)
{
	static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), length);
	return CAIRO_STATUS_SUCCESS;
}

/// Draws texts from the top of a page down.
class Paper
{
public:
	Paper(std::string& out, const Sheet& sheet):
		_sheet(sheet), _surface(cairo_pdf_surface_create_for_stream(take, &out, kWidth, kHeight)),
		_drawing(cairo_create(_surface.get()))
	{
		cairo_pdf_surface_set_metadata(_surface.get(), CAIRO_PDF_METADATA_TITLE, sheet.title.c_str());
	}

	double y = kMargin;

	/// Draws a text and returns its height.
	double text(
		const std::string& text, const char* font, double x, double width, bool isRight = false, double grey = 0.08)
	{
		const std::unique_ptr<PangoLayout, Free> layout(pango_cairo_create_layout(_drawing.get()));
		pango_cairo_context_set_resolution(
			pango_layout_get_context(layout.get()), 72);  // a point is a unit of the page
		auto* description = pango_font_description_from_string(font);
		pango_layout_set_font_description(layout.get(), description);
		pango_font_description_free(description);
		pango_layout_set_width(layout.get(), static_cast<int>(std::lround(width * PANGO_SCALE)));
		pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
		if (isRight) pango_layout_set_alignment(layout.get(), PANGO_ALIGN_RIGHT);
		pango_layout_set_text(layout.get(), text.c_str(), static_cast<int>(text.size()));
		cairo_set_source_rgb(_drawing.get(), grey, grey, grey);
		cairo_move_to(_drawing.get(), x, y);
		pango_cairo_show_layout(_drawing.get(), layout.get());
		int height = 0;
		pango_layout_get_size(layout.get(), nullptr, &height);
		return static_cast<double>(height) / PANGO_SCALE;
	}
	/// Draws a text on a line of its own.
	void line(const std::string& words, const char* font, double x, double width, double grey = 0.08)
	{
		y += text(words, font, x, width, false, grey) + 2;
	}
	/// Draws a row of the table of lines.
	void row(const std::string (&cells)[4], const char* font)
	{
		double x = kMargin, height = 0;
		for (std::size_t i = 0; i < 4; ++i)
		{
			const auto width = (kWidth - 2 * kMargin) * kColumns[i];
			height = std::max(height, text(cells[i], font, x, width - kGap, i > 0));
			x += width;
		}
		y += height;
	}
	void rule()
	{
		y += kGap / 2;
		cairo_set_source_rgb(_drawing.get(), 0.75, 0.77, 0.79);
		cairo_set_line_width(_drawing.get(), 0.5);
		cairo_move_to(_drawing.get(), kMargin, y);
		cairo_line_to(_drawing.get(), kWidth - kMargin, y);
		cairo_stroke(_drawing.get());
		y += kGap / 2;
	}
	/// Begins a new page if there is no room for as many points.
	void need(double points)
	{
		if (y + points < kHeight - kMargin - kFoot) return;
		endPage();
		y = kMargin;
	}
	void endPage()
	{
		y = kHeight - kMargin;
		text(_sheet.title + " — " + _sheet.page + " " + std::to_string(++_page),
			kSmall,
			kMargin,
			kWidth - 2 * kMargin,
			false,
			0.35);
		cairo_show_page(_drawing.get());
	}
	Result<> finish()
	{
		endPage();
		cairo_surface_finish(_surface.get());
		const auto status = cairo_surface_status(_surface.get());
		if (status != CAIRO_STATUS_SUCCESS)
			return failed(Code::Internal, std::string("billing: pdf: ") + cairo_status_to_string(status));
		return {};
	}

private:
	const Sheet& _sheet;
	int _page = 0;
	std::unique_ptr<cairo_surface_t, Free> _surface;
	std::unique_ptr<cairo_t, Free> _drawing;
};

constexpr double kHalf = (kWidth - 2 * kMargin) / 2;

void drawHead(Paper& paper, const Sheet& sheet)
{
	const auto top = paper.y;
	paper.line(sheet.sellerName, kBold, kMargin, kHalf - kGap);
	for (const auto& line: sheet.sellerLines) paper.line(line, kFont, kMargin, kHalf - kGap, 0.3);
	const auto left = paper.y;
	paper.y = top;
	paper.y += paper.text(sheet.title, kTitle, kMargin + kHalf, kHalf, true) + kGap;
	for (const auto& [label, value]: sheet.facts)
		paper.y += paper.text(label + " " + value, kFont, kMargin + kHalf, kHalf, true) + 2;
	paper.y = std::max(paper.y, left) + 3 * kGap;
	paper.line(sheet.customerLabel, kSmall, kMargin, kHalf, 0.35);
	paper.line(sheet.customerName, kBold, kMargin, kHalf);
	for (const auto& line: sheet.customerLines) paper.line(line, kFont, kMargin, kHalf, 0.3);
	paper.y += 3 * kGap;
}

}

Result<std::string> drawnPdf(const Sheet& sheet)
{
	std::string out;
	{
		Paper paper(out, sheet);
		drawHead(paper, sheet);
		paper.row({sheet.what, sheet.quantity, sheet.price, sheet.amount}, kBold);
		paper.rule();
		for (const auto& line: sheet.lines)
		{
			paper.need(40);
			paper.row({line.what, line.quantity, line.price, line.amount}, kFont);
			if (!line.when.empty()) paper.line(line.when, kSmall, kMargin, kHalf * 2 * kColumns[0], 0.35);
			paper.rule();
		}
		paper.need(20.0 * static_cast<double>(sheet.sums.size()) + 20);
		for (std::size_t i = 0; i < sheet.sums.size(); ++i)
		{
			const auto* font = i + 1 == sheet.sums.size() ? kTotal : kFont;
			paper.text(sheet.sums[i].amount, font, kMargin + kHalf, kHalf - kGap, true);
			paper.y += paper.text(sheet.sums[i].label, font, kMargin + kHalf, kHalf / 2) + kGap;
		}
		paper.y += kGap;
		paper.line(sheet.state, kBold, kMargin, 2 * kHalf);
		if (auto done = paper.finish(); !done) return done.error();
	}
	return out;
}

}
