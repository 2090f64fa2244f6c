// Tests how files of people are read: separators, quotes, heads in two languages, and what is wrong with a line.
#include "domain/PeopleFile.h"
#include "domain/Csv.h"

#include <cppunit/extensions/HelperMacros.h>

class PeopleFileTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(PeopleFileTest);
	CPPUNIT_TEST(readsWhatSpreadsheetsWrite);
	CPPUNIT_TEST(tellsWhereARecordBegins);
	CPPUNIT_TEST(knowsUtf8);
	CPPUNIT_TEST(readsHeadsInBothLanguagesAndAnyOrder);
	CPPUNIT_TEST(readsAFileWithoutHeads);
	CPPUNIT_TEST(namesTheProblemOfEachLine);
	CPPUNIT_TEST(refusesAFileThatListsNobody);
	CPPUNIT_TEST(writesAModelThatItReads);
	CPPUNIT_TEST_SUITE_END();

	static sx::directory::NewPerson defaults() { return {{"t"}, "", "", "member", {"fr-CA"}, ""}; }
	static std::vector<sx::directory::FileLine> read(std::string_view text)
	{
		auto lines = sx::directory::readPeople(text, defaults());
		CPPUNIT_ASSERT_MESSAGE(lines ? "" : lines.error().detail, bool(lines));
		return *lines;
	}

public:
	void readsWhatSpreadsheetsWrite()
	{
		const auto records = sx::directory::readCsv("\xef\xbb\xbf"
													"a;\"b \"\"c\"\"; d\"\r\n\r\n ; \r\n\"e\nf\";g\r\n");
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, records.size());
		CPPUNIT_ASSERT_EQUAL(std::string("b \"c\"; d"), records[0].cells[1]);
		CPPUNIT_ASSERT_EQUAL(std::string("e\nf"), records[1].cells[0]);
		CPPUNIT_ASSERT_EQUAL(std::string("b"), sx::directory::readCsv("a\tb")[0].cells[1]);
	}

	void tellsWhereARecordBegins()
	{
		const auto records = sx::directory::readCsv("a,\"b\nc\"\n\nd,e\nf,\"g");
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, records.size());
		CPPUNIT_ASSERT_EQUAL(1, records[0].line);
		CPPUNIT_ASSERT_EQUAL(4, records[1].line);
		CPPUNIT_ASSERT_EQUAL(5, records[2].line);
		CPPUNIT_ASSERT(!records[1].isBroken && records[2].isBroken);
	}

	void knowsUtf8()
	{
		for (const char* good: {"", "a", "é", "œ", "中", "😀"})
			CPPUNIT_ASSERT_MESSAGE(good, sx::directory::isUtf8(good));
		for (const char* bad: {"\xe9", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\xc3"})
			CPPUNIT_ASSERT_MESSAGE(bad, !sx::directory::isUtf8(bad));
		CPPUNIT_ASSERT(!sx::directory::isUtf8(std::string_view("a\0b", 3)));
	}

	void readsHeadsInBothLanguagesAndAnyOrder()
	{
		for (const char* text:
			{"Nom;Prénom;Adresse courriel;Rôle;Langue\nRoy;Camille;C.Roy@Example.com;Administrateur;en",
				"address,first_name,last_name,role,language\nc.roy@example.com,Camille,Roy,admin,English",
				"Full name,E-mail,Type,Language\nCamille Roy,c.roy@example.com,Administrator,en-CA"})
		{
			const auto lines = read(text);
			CPPUNIT_ASSERT_EQUAL(std::size_t{1}, lines.size());
			CPPUNIT_ASSERT_EQUAL(std::string(), lines[0].problem);
			CPPUNIT_ASSERT_EQUAL(2, lines[0].line);
			const auto& person = lines[0].person;
			CPPUNIT_ASSERT_EQUAL(std::string("c.roy@example.com"), person.address);
			CPPUNIT_ASSERT_EQUAL(std::string("Camille|Roy"), person.firstName + "|" + person.lastName);
			CPPUNIT_ASSERT_EQUAL(std::string("admin|en-CA"), person.role + "|" + person.language.tag);
		}
	}

	void readsAFileWithoutHeads()
	{
		const auto lines = read("a@example.com,Ana,Roy\nb@example.com,Bo,Roy,super\n");
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, lines.size());
		CPPUNIT_ASSERT_EQUAL(1, lines[0].line);
		CPPUNIT_ASSERT_EQUAL(std::string("member super"), lines[0].person.role + " " + lines[1].person.role);
	}

	void namesTheProblemOfEachLine()
	{
		const auto lines = read("address,first_name,role,language\n"
								",Ana,member,\n"
								"ana,Ana,,\n"
								"ana@example.com,,,\n"
								"ana@example.com,Ana,root,\n"
								"ana@example.com,Ana,,klingon\n"
								"ana@example.com,Ana,,fr\n"
								"\"ana@example.com,Ana");
		const char* wanted[] = {
			"address_missing", "address_wrong", "name_missing", "role_wrong", "language_wrong", "", "broken"};
		CPPUNIT_ASSERT_EQUAL(std::size(wanted), lines.size());
		for (std::size_t i = 0; i < lines.size(); ++i) CPPUNIT_ASSERT_EQUAL(std::string(wanted[i]), lines[i].problem);
	}

	void refusesAFileThatListsNobody()
	{
		const auto problem = [](std::string_view text) {
			auto lines = sx::directory::readPeople(text, defaults());
			return lines ? std::string() : lines.error().problem;
		};
		CPPUNIT_ASSERT_EQUAL(std::string("empty"), problem("\n\n"));
		CPPUNIT_ASSERT_EQUAL(std::string("columns"), problem("first,last\nAna,Roy"));
		CPPUNIT_ASSERT_EQUAL(std::string("encoding"), problem("address\n\xe9@example.com"));
		std::string many = "address\n";
		for (int i = 0; i < 10'001; ++i) many += "a@example.com\n";
		CPPUNIT_ASSERT_EQUAL(std::string("too_many_lines"), problem(many));
	}

	void writesAModelThatItReads()
	{
		const auto lines = read(sx::directory::modelFile(
			{"Courriel", "Prénom", "Nom", "Rôle", "Langue"}, {"nom@example.com", "Camille", "Roy", "membre", "fr"}));
		CPPUNIT_ASSERT(lines.size() == 1 && lines[0].problem.empty() && lines[0].person.name == "Camille Roy");
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(PeopleFileTest);
