// Connects lists in pages with the files that people take of them: the menu and its links (partial `export-menu`).
#pragma once
#include "sx/http.h"
#include "sx/tables/Tables.h"
#include "sx/url.h"

#include <optional>

namespace sx::tables {

/// Reads the query's `format`: csv, tsv, xlsx or pdf. Errors: Invalid.
inline Result<Format> formatOf(const Request& request)
{
	const auto name = request.query("format").value_or("csv");
	if (name == "csv") return Format::Csv;
	if (name == "tsv") return Format::Tsv;
	if (name == "xlsx") return Format::Xlsx;
	if (name == "pdf") return Format::Pdf;
	return invalid("format", "csv, tsv, xlsx or pdf");
}

/// Answers with a file to keep; with `show=1` in the query (what Imprimer opens), with one that the browser shows.
inline Response fileResponse(const Request& request, File file)
{
	const bool isShown = request.query("show").has_value();
	auto out = file.pieces
		? Response::stream(std::move(file.contentType), std::move(file.pieces))
		: Response::blob(std::move(file.file), file.length, std::move(file.contentType), Authority::lasting());
	out.header("Content-Disposition",
		std::string(isShown ? "inline" : "attachment") + "; filename*=UTF-8''" + encodeUrl(file.fileName));
	out.header("Cache-Control", "no-store");
	return out;
}

/// Makes `exports`, the view of the partial `export-menu`; null without a writer, and the menu is not shown. url: of
/// the route that answers with fileResponse(), with the list's filters in its query.
inline Value exportMenu(const Writer* writer, const std::string& url)
{
	if (!writer) return {};
	const auto link = [&](std::string_view format) {
		return url + (url.find('?') == std::string::npos ? "?" : "&") + "format=" + std::string(format);
	};
	return Value::object({{"copyUrl", link("tsv")},
		{"csvUrl", link("csv")},
		{"xlsxUrl", link("xlsx")},
		{"pdfUrl", link("pdf")},
		{"printUrl", link("pdf") + "&show=1"}});
}

}
