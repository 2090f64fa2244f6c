// Offers the writing of lists as files that people keep: CSV, text to paste, Excel, PDF.
#pragma once
#include "sx/base.h"
#include "sx/kit.h"
#include "sx/result.h"

#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace sx::tables {

/// Names what a list is written as. Tsv is what `Copier` puts on the clipboard: spreadsheets paste it into cells.
enum class Format { Csv, Tsv, Xlsx, Pdf };

/// Describes a column. The kind says how its cells are written.
struct Column
{
	enum class Kind {
		Text,
		Number,  // integers
		Bytes,   // integers; a size in PDF
		Share,   // 0 to 1; percent in PDF and Excel
		Moment   // Instants; local time of the table's zone
	};
	std::string title;
	Kind kind = Kind::Text;
	int weight = 0;  // its width beside the other columns'; 0: the usual one of its kind (text 4, moments 3, others 2)
};

/// Is one cell: nothing, a text in UTF-8, a number, a share, or a moment.
using Cell = std::variant<std::monostate, std::string, std::int64_t, double, Instant>;
using Row = std::vector<Cell>;

/// Describes a list. The first line of the file is its title, filter and time zone.
struct Table
{
	std::string name;    // of the file, without an ending: "journal"
	std::string title;   // "Journal"
	std::string filter;  // in words: "Type : connexion; depuis le 2026-11-01"; empty: everything
	std::vector<Column> columns;
};

/// Fills the next row, whose cells are empty when it is called. Returns false when there is none.
using NextRow = std::function<Result<bool>(Row& row)>;

/// Is a file without a name: closing it erases it.
struct File
{
	Fd file;
	std::int64_t length = 0;  // bytes
	std::string contentType;
	std::string fileName;
};

/// Writes lists. [any thread]
class Writer
{
public:
	static constexpr std::string_view kId = "tables.writer/1";
	/// Writes a list with flat memory, whatever its length; calls `next` until it returns false. A cell that a
	/// spreadsheet would run as a formula is written as text. zone: IANA name. Errors: TooLarge with problem
	/// "too_many_rows" (more rows than the format's setting allows), Limited (too many are being written), Full (disk),
	/// Internal, and whatever `next` returns.
	virtual Result<File> write(Format format,
		const Table& table,
		const NextRow& next,
		const Language& language,
		const std::string& zone) const noexcept = 0;
protected:
	~Writer() = default;
};

}
