#include "services/TableWriter.h"

#include "domain/Cells.h"
#include "gateway/PdfSink.h"
#include "gateway/TextRows.h"
#include "gateway/XlsxSink.h"
#include "sx/time.h"

#include <exception>
#include <utility>

namespace sx::tables {

namespace {

std::unique_ptr<Sink> sinkOf(Format format, OutFile& out, const Look& look, const std::string& folder)
{
	if (format == Format::Xlsx) return std::make_unique<XlsxSink>(out, look, folder);
	return std::make_unique<PdfSink>(out, look);
}

constexpr TextForm kCsv{csvCell, ",", true}, kTsv{tsvCell, "\t", false};

struct Kind
{
	const char *ending, *contentType;
};

Kind kindOf(Format format)
{
	switch (format)
	{
	case Format::Csv: return {".csv", "text/csv; charset=utf-8"};
	case Format::Tsv: return {".tsv", "text/tab-separated-values; charset=utf-8"};
	case Format::Xlsx: return {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
	case Format::Pdf: break;
	}
	return {".pdf", "application/pdf"};
}

/// Is one of the places for lists that are written at the same time.
class Place
{
public:
	Place(std::atomic<int>& running, std::int64_t most): _running(running), _isFree(++running <= most) {}
	~Place() { --_running; }
	Place(const Place&) = delete;
	Place& operator=(const Place&) = delete;
	bool isFree() const noexcept { return _isFree; }

private:
	std::atomic<int>& _running;
	const bool _isFree;
};

}

Result<File> TableWriter::write(
	Format format, const Table& table, NextRow next, const Language& language, const std::string& zone) const noexcept
try
{
	const Place place(_running, _context.settings().integer("at_once"));
	if (!place.isFree())
		return Error{.code = Code::Limited,
			.detail = "tables: too many lists are being written",
			.extra = Value::object({{"retry_after", 5}})};
	const auto& pages = _context.pages();
	const auto known = pages.timeZone(language, zone);
	const Look look{.table = table,
		.firstLine = cleanText(pages.text(language,
			table.filter.empty() ? "first.all" : "first.filtered",
			Value::object({{"title", table.title},
				{"filter", table.filter},
				{"zone", known ? known->label : zone},
				{"at", pages.dateTime(language, _context.clock().now(), zone, Pages::Style::Short)}}))),
		.page = pages.text(language, "page"),
		.pages = pages,
		.language = language,
		.zone = zone};
	const bool isText = format == Format::Csv || format == Format::Tsv;
	return isText ? text(format, std::move(next), look) : whole(format, next, look);
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("tables: ") + e.what());
}

File TableWriter::named(Format format, const Look& look) const
{
	const auto kind = kindOf(format);
	const auto today = isoDay(_context.pages().dayAt(look.zone, _context.clock().now()));
	return {.contentType = kind.contentType, .fileName = look.table.name + "-" + today + kind.ending};
}

Result<File> TableWriter::text(Format format, NextRow next, const Look& look) const
{
	auto rows = std::make_shared<TextRows>(
		format == Format::Csv ? kCsv : kTsv, look.firstLine, look.table, look.zone, std::move(next));
	auto first = rows->piece();
	if (!first) return first.error();
	auto file = named(format, look);
	file.pieces = [rows = std::move(rows), first = std::move(*first)]() mutable -> Result<std::string> {
		return first.empty() ? rows->piece() : std::exchange(first, {});
	};
	return file;
}

Result<File> TableWriter::whole(Format format, const NextRow& next, const Look& look) const
{
	const auto folder = _context.dataFolder();
	auto out = OutFile::in(folder);
	if (!out) return out.error();
	const auto most = _context.settings().integer(format == Format::Pdf ? "pdf_rows_most" : "rows_most");
	auto sink = sinkOf(format, *out, look, folder);
	Row row;
	for (std::int64_t count = 0;; ++count)
	{
		row.assign(look.table.columns.size(), Cell());
		auto more = next(row);
		if (!more) return more.error();
		if (!*more) break;
		if (count == most)
			return Error{.code = Code::TooLarge,
				.detail = "tables: more than " + std::to_string(most) + " rows",
				.messageKey = "tables:too_many",
				.problem = "too_many_rows",
				.extra = Value::object({{"most", most}})};
		if (auto added = sink->add(row); !added) return added.error();
	}
	if (auto done = sink->finish(); !done) return done.error();
	sink.reset();
	auto length = out->length();
	if (!length) return length.error();
	auto file = named(format, look);
	file.file = std::move(*out).takeFd();
	file.length = *length;
	return file;
}

}
