// Tests the files that lists are written as: what their cells hold, and that a spreadsheet runs none of it.
#include "domain/Cells.h"
#include "sx/harness/Harness.h"
#include "sx/tables/Tables.h"

#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <cstdio>
#include <sys/mman.h>
#include <unistd.h>

namespace {

using namespace sx;

const Language kFrench{"fr-CA"};
const std::string kZone = "America/Toronto";

std::string contentOf(const tables::File& file)
{
	std::string out(static_cast<std::size_t>(file.length), '\0');
	CPPUNIT_ASSERT_EQUAL(static_cast<ssize_t>(file.length), ::pread(file.file.get(), out.data(), out.size(), 0));
	return out;
}

/// Runs a script of Python on a file, which it finds as its standard input. Returns what it printed.
std::string python(const tables::File& file, const std::string& script)
{
	const auto command = "python3 -c '" + script + "' < /proc/" + std::to_string(::getpid()) + "/fd/" +
		std::to_string(file.file.get());
	auto* pipe = ::popen(command.c_str(), "r");
	CPPUNIT_ASSERT(pipe);
	std::string out;
	std::array<char, 4096> block{};
	while (const auto count = ::fread(block.data(), 1, block.size(), pipe)) out.append(block.data(), count);
	CPPUNIT_ASSERT_EQUAL(0, ::pclose(pipe));
	return out;
}

std::string sheetOf(const tables::File& file)
{
	return python(file,
		"import sys, io, zipfile; z = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())); "
		"sys.stdout.write(z.read(\"xl/worksheets/sheet1.xml\").decode())");
}

}

class WriterTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(WriterTest);
	CPPUNIT_TEST(writesCsvWithItsFilterAndZoneFirst);
	CPPUNIT_TEST(guardsFormulas);
	CPPUNIT_TEST(mendsWhatIsNoText);
	CPPUNIT_TEST(writesLocalTimesOnBothSidesOfAChangeOfClocks);
	CPPUNIT_TEST(writesTabsForTheClipboard);
	CPPUNIT_TEST(writesExcelWithoutFormulas);
	CPPUNIT_TEST(writesPagesWithARepeatedHeader);
	CPPUNIT_TEST(refusesMoreRowsThanAFormatTakes);
	CPPUNIT_TEST(passesOnWhatTheRowsReport);
	CPPUNIT_TEST(readsNoRowsAheadOfWhoTakesThem);
	CPPUNIT_TEST(tellsOfTheFirstRowsFailureBeforeAnythingLeaves);
	CPPUNIT_TEST(holdsNoPlaceForWhoReadsSlowly);
	CPPUNIT_TEST(leavesNothingOnTheDisk);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override
	{
		_server = harness::Server::start(
			{.plugins = {"tables"}, .settings = {{"tables.rows_most", "1000"}, {"tables.pdf_rows_most", "300"}}});
	}

	void writesCsvWithItsFilterAndZoneFirst()
	{
		const auto file = write(tables::Format::Csv, {{"Ana, née \"Roy\"", std::int64_t{-1234}, 0.25, _server->now()}});
		CPPUNIT_ASSERT_EQUAL(std::string("essai-2026-11-24.csv"), file.fileName);
		CPPUNIT_ASSERT_EQUAL(std::string("text/csv; charset=utf-8"), file.contentType);
		const auto text = contentOf(file);
		CPPUNIT_ASSERT(text.starts_with("\xEF\xBB\xBF"));
		const auto end = text.find("\r\n");
		const auto first = text.substr(3, end - 3);
		CPPUNIT_ASSERT_MESSAGE(first, first.find("Personnes") != std::string::npos);
		CPPUNIT_ASSERT_MESSAGE(first, first.find("rôle administrateur") != std::string::npos);
		CPPUNIT_ASSERT_MESSAGE(first, first.find("Toronto") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::string("Nom,Octets,Part,Moment\r\n\"Ana, née \"\"Roy\"\"\",-1234,0.2500,"
										 "2026-11-24 10:00:00\r\n"),
			text.substr(end + 2));
	}

	void guardsFormulas()
	{
		for (const auto* text: {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uFF1D1", "\uFF201"})
		{
			CPPUNIT_ASSERT_MESSAGE(text, tables::isFormula(text));
			const auto cell = tables::csvCell(text);
			CPPUNIT_ASSERT_MESSAGE(text, cell.starts_with("'") || cell.starts_with("\"'"));
		}
		CPPUNIT_ASSERT_EQUAL(std::string("a=1"), tables::csvCell("a=1"));
		const auto text = contentOf(
			write(tables::Format::Csv, {{"=HYPERLINK(\"https://x\")", std::monostate(), {}, {}}}));
		CPPUNIT_ASSERT_MESSAGE(text, text.find("\r\n\"'=HYPERLINK(\"\"https://x\"\")\",,,\r\n") != std::string::npos);
	}

	void mendsWhatIsNoText()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("a\uFFFDb"),
			tables::cleanText("a\xFF"
							  "b"));
		CPPUNIT_ASSERT_EQUAL(std::string("\uFFFD\uFFFD"), tables::cleanText("\xC0\x80"));
		CPPUNIT_ASSERT_EQUAL(std::string("\uFFFD\uFFFD\uFFFD"), tables::cleanText("\xED\xA0\x80"));
		CPPUNIT_ASSERT_EQUAL(std::string("é中😀"), tables::cleanText("é\x01中\x7F😀"));
	}

	void writesLocalTimesOnBothSidesOfAChangeOfClocks()
	{
		// On 2026-11-01 clocks of Toronto went from 02:00 (UTC-4) back to 01:00 (UTC-5).
		const auto summer = fromMillis(1'793'511'000'000), winter = summer + std::chrono::hours(1);
		const auto text = contentOf(write(tables::Format::Csv, {{"a", {}, {}, summer}, {"b", {}, {}, winter}}));
		CPPUNIT_ASSERT_MESSAGE(text, text.find("a,,,2026-11-01 01:30:00") != std::string::npos);
		CPPUNIT_ASSERT_MESSAGE(text, text.find("b,,,2026-11-01 01:30:00") != std::string::npos);
	}

	void writesTabsForTheClipboard()
	{
		const auto text = contentOf(write(tables::Format::Tsv, {{"=x\ty\nz", std::int64_t{5}, {}, {}}}));
		CPPUNIT_ASSERT_MESSAGE(text, text.ends_with("\r\n'=x y z\t5\t\t\r\n"));
	}

	void writesExcelWithoutFormulas()
	{
		const auto file = write(
			tables::Format::Xlsx, {{"=1+1", std::int64_t{1234}, 0.5, _server->now()}, {"\x01<é>", {}, {}, {}}});
		const auto sheet = sheetOf(file);
		CPPUNIT_ASSERT_MESSAGE(sheet, sheet.find("<f>") == std::string::npos);
		for (const auto* wanted: {">=1+1<", "<v>1234</v>", "<v>0.5</v>", "<v>46350.416666", "&lt;é&gt;", "Toronto"})
			CPPUNIT_ASSERT_MESSAGE(sheet + "\nlacks " + wanted, sheet.find(wanted) != std::string::npos);
	}

	void writesPagesWithARepeatedHeader()
	{
		std::vector<tables::Row> rows(200, {"Zoë 中文 العربية", std::int64_t{2'500'000'000}, 0.25, _server->now()});
		const auto file = write(tables::Format::Pdf, rows);
		const auto text = contentOf(file);
		CPPUNIT_ASSERT(text.starts_with("%PDF-"));
		if (const auto* folder = ::getenv("SX_RENDER_TO"))
		{
			auto* out = std::fopen((std::string(folder) + "/list.pdf").c_str(), "wb");
			std::fwrite(text.data(), 1, text.size(), out);
			std::fclose(out);
		}
		std::size_t pages = 0;
		for (std::size_t at = 0; (at = text.find("/Type /Page", at)) != std::string::npos; ++at)
			if (text[at + 11] != 's') ++pages;
		CPPUNIT_ASSERT_MESSAGE(std::to_string(pages), pages >= 4 && pages <= 8);
	}

	void refusesMoreRowsThanAFormatTakes()
	{
		const std::vector<tables::Row> rows(301, {"a", {}, {}, {}});
		CPPUNIT_ASSERT(bool(tried(tables::Format::Csv, rows)));
		const auto refused = tried(tables::Format::Pdf, rows);
		CPPUNIT_ASSERT(!refused);
		CPPUNIT_ASSERT_EQUAL(std::string("too_many_rows"), refused.error().problem);
		CPPUNIT_ASSERT(bool(tried(tables::Format::Pdf, std::vector<tables::Row>(300, rows.front()))));
	}

	void passesOnWhatTheRowsReport()
	{
		const auto broken = writer().write(
			tables::Format::Xlsx,
			table(),
			[](tables::Row&) -> Result<bool> { return failed(Code::Unavailable, "gone"); },
			kFrench,
			kZone);
		CPPUNIT_ASSERT(!broken && broken.error().code == Code::Unavailable);
	}

	void readsNoRowsAheadOfWhoTakesThem()
	{
		const auto read = std::make_shared<int>(0);
		auto file = writer().write(
			tables::Format::Csv,
			table(),
			[read](tables::Row& row) -> Result<bool> {
				if (++*read > 1'000'000) return failed(Code::Unavailable, "gone");
				row[0] = std::string(100, 'x');
				return true;
			},
			kFrench,
			kZone);
		CPPUNIT_ASSERT(bool(file));
		for (int i = 0; i < 10; ++i)
		{
			auto piece = file->pieces();
			CPPUNIT_ASSERT(piece && piece->size() >= 60'000 && piece->size() < 70'000);
			CPPUNIT_ASSERT_MESSAGE(std::to_string(*read), *read < (i + 1) * 700);
		}
		*read = 1'000'000;
		CPPUNIT_ASSERT(!file->pieces());
	}

	void tellsOfTheFirstRowsFailureBeforeAnythingLeaves()
	{
		const auto broken = writer().write(
			tables::Format::Csv,
			table(),
			[](tables::Row&) -> Result<bool> { return failed(Code::Unavailable, "gone"); },
			kFrench,
			kZone);
		CPPUNIT_ASSERT(!broken && broken.error().code == Code::Unavailable);
	}

	void holdsNoPlaceForWhoReadsSlowly()
	{
		std::vector<tables::File> open;
		for (int i = 0; i < 20; ++i)  // at_once is 4
		{
			auto file = tried(tables::Format::Csv, std::vector<tables::Row>(2000, {std::string(100, 'x'), {}, {}, {}}));
			CPPUNIT_ASSERT(bool(file));
			open.push_back(std::move(*file));
		}
		for (const auto& each: open) CPPUNIT_ASSERT(textOf(each).size() > 200'000);
	}

	void leavesNothingOnTheDisk()
	{
		for (const auto format: {tables::Format::Csv, tables::Format::Xlsx, tables::Format::Pdf})
			write(format, {{"a", {}, {}, {}}});
		auto* pipe = ::popen(("find '" + _server->dataFolder() + "' -name 'list-*' | wc -l").c_str(), "r");
		int left = -1;
		CPPUNIT_ASSERT_EQUAL(1, std::fscanf(pipe, "%d", &left));
		::pclose(pipe);
		CPPUNIT_ASSERT_EQUAL(0, left);
	}

private:
	const tables::Writer& writer() { return *_server->find<tables::Writer>(); }

	static tables::Table table()
	{
		using Kind = tables::Column::Kind;
		return {.name = "essai",
			.title = "Personnes",
			.filter = "rôle administrateur",
			.columns = {{"Nom"}, {"Octets", Kind::Bytes}, {"Part", Kind::Share}, {"Moment", Kind::Moment}}};
	}

	Result<tables::File> tried(tables::Format format, const std::vector<tables::Row>& rows)
	{
		return writer().write(
			format,
			table(),
			[rows, next = std::size_t(0)](tables::Row& row) mutable -> Result<bool> {
				if (next == rows.size()) return false;
				row = rows[next++];
				return true;
			},
			kFrench,
			kZone);
	}

	/// Writes a list; text too is put into a file.
	tables::File write(tables::Format format, const std::vector<tables::Row>& rows)
	{
		auto file = tried(format, rows);
		CPPUNIT_ASSERT_MESSAGE(file ? "" : file.error().detail, bool(file));
		if (!file->pieces) return std::move(*file);
		const auto text = textOf(*file);
		file->file = Fd(::memfd_create("text", MFD_CLOEXEC));
		file->length = static_cast<std::int64_t>(text.size());
		CPPUNIT_ASSERT_EQUAL(static_cast<ssize_t>(text.size()), ::write(file->file.get(), text.data(), text.size()));
		return std::move(*file);
	}

	static std::string textOf(const tables::File& file)
	{
		for (std::string out;;)
		{
			auto piece = file.pieces();
			CPPUNIT_ASSERT(bool(piece));
			if (piece->empty()) return out;
			out += *piece;
		}
	}

	std::unique_ptr<harness::Server> _server;
};

CPPUNIT_TEST_SUITE_REGISTRATION(WriterTest);
