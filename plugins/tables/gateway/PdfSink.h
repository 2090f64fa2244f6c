// Writes a list as PDF pages, whose header row is repeated, with Pango and Cairo: any script of the world, and flat
// memory, because each page leaves as soon as it is full.
#pragma once
#include "domain/Sink.h"
#include "gateway/LocalTime.h"
#include "gateway/OutFile.h"

#include <memory>
#include <vector>

typedef struct _cairo cairo_t;
typedef struct _cairo_surface cairo_surface_t;
typedef struct _PangoLayout PangoLayout;

namespace sx::tables {

class PdfSink final: public Sink
{
public:
	PdfSink(OutFile& out, const Look& look);
	Result<> add(const Row& row) override;
	Result<> finish() override;

private:
	struct Free
	{
		void operator()(cairo_surface_t* surface) const noexcept;
		void operator()(cairo_t* drawing) const noexcept;
		void operator()(PangoLayout* layout) const noexcept;
	};
	using Layout = std::unique_ptr<PangoLayout, Free>;

	Layout layoutOf(double width, const char* font) const;
	std::string textOf(const Cell& cell, Column::Kind kind) const;
	void drawText(PangoLayout& layout, double x, double y);
	/// Draws a row below the last one, on a new page if this one is full.
	void drawRow(const std::vector<std::string>& texts, std::vector<Layout>& layouts, bool isHeader);
	void beginPage();
	void endPage();

	OutFile& _out;
	const Look& _look;
	LocalTime _local;
	double _width, _height, _y = 0;  // points
	int _page = 0;
	std::unique_ptr<cairo_surface_t, Free> _surface;
	std::unique_ptr<cairo_t, Free> _drawing;
	std::vector<double> _lefts, _widths;  // of columns
	std::vector<Layout> _cells, _heads;   // one per column
	Layout _line, _title;                 // across the page
};

}
