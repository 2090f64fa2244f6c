#include "domain/PeopleFile.h"

#include "domain/Csv.h"
#include "domain/People.h"
#include "sx/address.h"
#include "sx/fold.h"
#include "sx/text.h"

#include <algorithm>
#include <array>

namespace sx::directory {

namespace {

enum class Column { Address, First, Last, Whole, Role, Language, Country, None };

/// Names the columns, as plain() writes what stands in their heads.
constexpr std::pair<std::string_view, Column> kHeads[] = {{"address", Column::Address},
	{"adresse", Column::Address},
	{"adresse courriel", Column::Address},
	{"adresse de courriel", Column::Address},
	{"adresse e mail", Column::Address},
	{"courriel", Column::Address},
	{"e mail", Column::Address},
	{"e mail address", Column::Address},
	{"email", Column::Address},
	{"email address", Column::Address},
	{"mail", Column::Address},
	{"first", Column::First},
	{"first name", Column::First},
	{"given name", Column::First},
	{"prenom", Column::First},
	{"family name", Column::Last},
	{"last", Column::Last},
	{"last name", Column::Last},
	{"nom", Column::Last},
	{"nom de famille", Column::Last},
	{"surname", Column::Last},
	{"full name", Column::Whole},
	{"name", Column::Whole},
	{"nom complet", Column::Whole},
	{"role", Column::Role},
	{"type", Column::Role},
	{"langue", Column::Language},
	{"language", Column::Language},
	{"country", Column::Country},
	{"pays", Column::Country}};

constexpr std::pair<std::string_view, std::string_view> kRoleWords[] = {{"", "member"},
	{"member", "member"},
	{"membre", "member"},
	{"standard", "member"},
	{"admin", "admin"},
	{"administrateur", "admin"},
	{"administrator", "admin"},
	{"super", "super"},
	{"super administrateur", "super"},
	{"super administrator", "super"}};

/// Writes a text in lower case, without accents and with single blanks in place of marks.
std::string plain(std::string_view text)
{
	std::string out;
	for (const char c: fold(text))
	{
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out += c;
		else if (!out.empty() && out.back() != ' ')
			out += ' ';
	}
	while (!out.empty() && out.back() == ' ') out.pop_back();
	return out;
}

/// Returns the value of a word in one of the tables above, or the fallback.
template <class Table, class T> T lookUp(const Table& table, std::string_view word, T fallback)
{
	for (const auto& [each, value]: table)
		if (each == word) return T(value);
	return fallback;
}

std::vector<Column> columnsOf(const CsvRecord& head)
{
	std::vector<Column> out;
	for (const auto& cell: head.cells) out.push_back(lookUp(kHeads, plain(cell), Column::None));
	return out;
}

/// Returns what a line says in a column. A spreadsheet's apostrophe before a text is none of it.
std::string cellOf(const CsvRecord& record, const std::vector<Column>& columns, Column column)
{
	for (std::size_t i = 0; i < columns.size() && i < record.cells.size(); ++i)
		if (columns[i] == column)
		{
			auto cell = cleanLine(record.cells[i]);
			return cell.size() > 1 && cell[0] == '\'' &&
					std::string_view("=+-@").find(cell[1]) != std::string_view::npos
				? cell.substr(1)
				: cell;
		}
	return {};
}

std::string problemOf(const NewPerson& person, const CsvRecord& record, bool knowsLanguage, std::string_view country)
{
	if (record.isBroken) return "broken";
	if (person.address.empty()) return "address_missing";
	if (person.role.empty()) return "role_wrong";
	if (!knowsLanguage) return "language_wrong";
	if (!isCountry(country)) return "country_wrong";
	if (named(person).name.empty()) return "name_missing";
	auto checked = check(named(person));
	return checked ? std::string() : checked.error().field == "address" ? "address_wrong" : "name_wrong";
}

/// Finds a language by its tag ("fr"), or by its name as it calls itself or begins like its tag ("Français", "french").
std::optional<Language> languageNamed(const std::string& text)
{
	const auto name = fold(text);
	for (const auto& each: spokenLanguages())
		if (fold(each.name) == name) return each.language;
	if (auto tagged = spokenLanguage(name)) return tagged;
	return spokenLanguage(name.substr(0, 2));
}

FileLine lineOf(const CsvRecord& record, const std::vector<Column>& columns, const NewPerson& defaults)
{
	FileLine out{.line = record.line, .person = defaults, .country = {}, .problem = {}};
	auto& person = out.person;
	person.address = cleanAddress(cellOf(record, columns, Column::Address));
	person.firstName = cellOf(record, columns, Column::First);
	person.lastName = cellOf(record, columns, Column::Last);
	person.name = cellOf(record, columns, Column::Whole);
	person.role = lookUp(kRoleWords, plain(cellOf(record, columns, Column::Role)), std::string());
	const auto tag = cellOf(record, columns, Column::Language);
	const auto language = tag.empty() ? std::optional(defaults.language) : languageNamed(tag);
	if (language) person.language = *language;
	out.country = cellOf(record, columns, Column::Country);
	std::transform(out.country.begin(), out.country.end(), out.country.begin(), [](char c) {
		return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
	});
	out.problem = problemOf(person, record, language.has_value(), out.country);
	person = named(std::move(person));
	return out;
}

}

Result<std::vector<FileLine>> readPeople(std::string_view text, const NewPerson& defaults)
{
	if (!isUtf8(text)) return invalid("file", "not UTF-8", "encoding");
	const auto records = readCsv(text);
	if (records.empty()) return invalid("file", "has no lines", "empty");
	auto columns = columnsOf(records.front());
	const auto isHead = [](const std::vector<Column>& all) {
		return std::find(all.begin(), all.end(), Column::Address) != all.end();
	};
	std::size_t from = 1;
	if (!isHead(columns))
	{
		if (records.front().cells.front().find('@') == std::string::npos)
			return invalid("file", "no column has addresses", "columns");
		columns = {Column::Address, Column::First, Column::Last, Column::Role};
		from = 0;
	}
	if (records.size() - from > kMostLines)
		return refused(Code::TooLarge, "too_many_lines", "more than 10000 lines").at("file");
	std::vector<FileLine> out;
	out.reserve(records.size() - from);
	for (; from < records.size(); ++from) out.push_back(lineOf(records[from], columns, defaults));
	return out;
}

std::string modelFile(const std::vector<std::string>& heads, const std::vector<std::string>& example)
{
	std::string out = "\xef\xbb\xbf";  // spreadsheets take a file without it for another encoding
	for (const auto* line: {&heads, &example})
		for (std::size_t i = 0; i < line->size(); ++i) out += (*line)[i] + (i + 1 < line->size() ? "," : "\r\n");
	return out;
}

}
