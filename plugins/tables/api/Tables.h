// Offers the writing of lists as files that people keep: CSV, text to paste, Excel, PDF.
#pragma once
#include "sx/base.h"
#include "sx/http.h"
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

/// Fills the next row, whose cells are empty when it is called. Returns false when there is none. Owns what it uses,
/// and reads its rows a part at a time, each part in a transaction of its own: text leaves while its rows are read, and
/// so as slowly as whoever asked for it reads.
using NextRow = std::function<Result<bool>(Row& row)>;

/// Is a list that is sent as a file. Text (Csv, Tsv) is made while it leaves: `pieces` makes it, and there is no file.
/// What the other formats are written to is a file without a name: closing it erases it.
struct File
{
	NextPiece pieces{};
	Fd file{};
	std::int64_t length = 0;  // bytes of the file
	std::string contentType;
	std::string fileName;
};

/// Writes lists. [any thread]
class Writer
{
public:
	static constexpr std::string_view kId = "tables.writer/1";
	/// Writes a list with flat memory, whatever its length; calls `next` until it returns false. Of text it writes the
	/// first piece, so that what fails there can still be told; the rest follows as it is asked for. A cell that a
	/// spreadsheet would run as a formula is written as text. zone: IANA name. Errors: TooLarge with problem
	/// "too_many_rows" (more rows than the format's setting allows; text has no limit), Limited (too many are being
	/// written), Full (disk), Internal, and whatever `next` returns.
	virtual Result<File> write(Format format,
		const Table& table,
		NextRow next,
		const Language& language,
		const std::string& zone) const noexcept = 0;
protected:
	~Writer() = default;
};

}
