// Tests that the thesaurus finds here what it finds in the browser (row A16): the cases of
// sdk/clients/js/tests/thesaurus.test.ts.
#include "client/Thesaurus.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

using namespace sx::client;

class ThesaurusTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ThesaurusTest);
	CPPUNIT_TEST(findsWholeWordsHoweverTheyAreWritten);
	CPPUNIT_TEST(findsNoPartOfAWordAndNothingAcrossTexts);
	CPPUNIT_TEST(knowsCardsAndInsuranceNumbersByTheirCheckDigit);
	CPPUNIT_TEST_SUITE_END();

	static std::string found(const std::string& word, const std::vector<std::string>& texts)
	{
		const auto all = findings({{"Santé", Rule::Kind::Words, {word}, true, {"password"}}}, texts);
		return all.empty() ? "" : all.front().found;
	}
	static std::string number(Rule::Kind kind, const std::string& text)
	{
		const auto all = findings({{"Numéros", kind, {}, true, {"password"}}}, {text});
		return all.empty() ? "" : all.front().found;
	}

	void findsWholeWordsHoweverTheyAreWritten()
	{
		const std::vector<std::pair<std::string, std::string>> cases{{"NAS", "Mon nas est ci-joint."},
			{"N.A.S.", "son N. A. S. :"},
			{"carte de crédit", "CARTE  DE\nCREDIT"},
			{"diagnostic", "(diagnostic)"},
			{"cœur", "le COEUR"}};
		for (const auto& [word, text]: cases) CPPUNIT_ASSERT_EQUAL(word, found(word, {text}));
		CPPUNIT_ASSERT_EQUAL(std::string(), found("NAS", {"N.A.S."}));
	}

	void findsNoPartOfAWordAndNothingAcrossTexts()
	{
		CPPUNIT_ASSERT_EQUAL(std::string(), found("NAS", {"ananas nasal", "NASA"}));
		CPPUNIT_ASSERT_EQUAL(std::string(), found("carte de crédit", {"carte de", "crédit"}));
		CPPUNIT_ASSERT_EQUAL(std::string(), found("...", {"rien ..."}));
	}

	void knowsCardsAndInsuranceNumbersByTheirCheckDigit()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("•••• 1111"), number(Rule::Kind::Card, "Carte 4111 1111 1111 1111, merci"));
		for (const char* text:
			{"5555-5555-5555-4444", "378282246310005", "3782 822463 10005", "le 12 4111 1111 1111 1111"})
			CPPUNIT_ASSERT_MESSAGE(text, !number(Rule::Kind::Card, text).empty());
		for (const char* text: {"4111 1111 1111 1112", "réf. 1234567890123", "41111111111111111111111", "12"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string(), number(Rule::Kind::Card, text));
		for (const char* text: {"NAS 130 692 544",
				 "130692544",
				 "130-692-544",
				 "130\xC2\xA0"
				 "692\xC2\xA0"
				 "544"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("•••• 544"), number(Rule::Kind::Sin, text));
		for (const char* text: {"130 692 545", "046 454 286", "1130692544", "4111 1111 1111 1111"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string(), number(Rule::Kind::Sin, text));
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(ThesaurusTest);
