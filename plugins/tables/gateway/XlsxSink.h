// Writes a list as an Excel workbook, with libxlsxwriter in its mode of constant memory.
#pragma once
#include "domain/Sink.h"
#include "gateway/LocalTime.h"
#include "gateway/OutFile.h"

#include <memory>

struct lxw_workbook;
struct lxw_worksheet;
struct lxw_format;

namespace sx::tables {

class XlsxSink final: public Sink
{
public:
	/// folder: for what the library puts aside, in files without a name.
	XlsxSink(OutFile& out, const Look& look, const std::string& folder);
	Result<> add(const Row& row) override;
	Result<> finish() override;

private:
	void beginSheet();
	int put(const Cell& cell, std::uint16_t column);

	const Look& _look;
	LocalTime _local;
	struct Free
	{
		void operator()(lxw_workbook* book) const noexcept;
	};
	std::unique_ptr<lxw_workbook, Free> _book;
	lxw_worksheet* _sheet = nullptr;  // of the book, as the formats
	lxw_format *_bold = nullptr, *_moment = nullptr, *_share = nullptr, *_number = nullptr;
	std::uint32_t _row = 0;
};

}
