#include "sx/typed.h"

#include "kernel/base/JsonText.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <sstream>

using namespace sx;

/// Tests the rule of codes with sdk/vectors/texts-v1.json, which the clients pass too.
class TypedTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(TypedTest);
	CPPUNIT_TEST(findsCodesInWhatWasPasted);
	CPPUNIT_TEST(findsCodesOfOtherLengths);
	CPPUNIT_TEST_SUITE_END();

	void findsCodesInWhatWasPasted()
	{
		std::ifstream in(SX_SOURCE_DIR "/sdk/vectors/texts-v1.json");
		std::ostringstream out;
		out << in.rdbuf();
		const auto vectors = base::parseJson(out.str());
		CPPUNIT_ASSERT(vectors);
		for (const auto& [list, alphabet]: {std::pair("codes", kOpeningCodeAlphabet), {"digits", kDigitAlphabet}})
		{
			CPPUNIT_ASSERT((*vectors)[list].list().size() > 10);
			for (const auto& each: (*vectors)[list].list())
				CPPUNIT_ASSERT_EQUAL_MESSAGE(
					each.list()[0].text(), each.list()[1].text(), typedCode(each.list()[0].text(), alphabet, 6));
		}
	}

	void findsCodesOfOtherLengths()
	{
		constexpr std::string_view kMailed = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
		for (const auto* given: {"ABCD-EFG2", "Code : abcd-efg2", "ABCDEFG2", "abcd efg2 merci", "A B C D E F G 2"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(given, std::string("ABCDEFG2"), typedCode(given, kMailed, 8));
		CPPUNIT_ASSERT_EQUAL(std::string("ABCDUFG2"), typedCode("abcd-ufg2", kMailed, 8));
		// Bytes that are no UTF-8 break nothing.
		CPPUNIT_ASSERT_EQUAL(std::string("DK9BY8"), typedCode("\xff\xc3 DK9-BY8 \xe2\x80", kOpeningCodeAlphabet, 6));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(TypedTest);
