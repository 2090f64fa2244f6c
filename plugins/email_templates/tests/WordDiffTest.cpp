#include "domain/WordDiff.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::email_templates::tests {

class WordDiffTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(WordDiffTest);
	CPPUNIT_TEST(marksTheWordsThatWentAndCame);
	CPPUNIT_TEST(seesNoDifferenceInWhiteSpace);
	CPPUNIT_TEST(takesLongTextsAsAWhole);
	CPPUNIT_TEST_SUITE_END();

	/// Writes the stretches as "kept -gone- +come+".
	static std::string shown(std::string_view before, std::string_view after)
	{
		std::string out;
		for (const auto& each: differencesOf(before, after))
		{
			const auto* mark = each.in == Stretch::In::Both ? "" : each.in == Stretch::In::Before ? "-" : "+";
			out += mark + each.text + mark;
		}
		return out;
	}

	void marksTheWordsThatWentAndCame()
	{
		CPPUNIT_ASSERT_EQUAL(
			std::string("Bonjour -cher -+chère +amie."), shown("Bonjour cher amie.", "Bonjour chère amie."));
		CPPUNIT_ASSERT_EQUAL(std::string("+Bonjour.+"), shown("", "Bonjour."));
		CPPUNIT_ASSERT_EQUAL(std::string("-Bonjour.-"), shown("Bonjour.", ""));
		CPPUNIT_ASSERT_EQUAL(std::string("a +b +c -d-"), shown("a c d", "a b c "));
	}
	void seesNoDifferenceInWhiteSpace()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("un\ndeux"), shown("un deux", "un\ndeux"));
		CPPUNIT_ASSERT(differencesOf("", "").empty());
	}
	void takesLongTextsAsAWhole()
	{
		std::string many;
		for (int i = 0; i < 3000; ++i) many += "mot ";
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, differencesOf(many, many).size());
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, differencesOf(many, many + "fin").size());
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(WordDiffTest);

}
