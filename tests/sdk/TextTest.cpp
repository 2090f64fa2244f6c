#include "sx/text.h"

#include "sx/views.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::tests {

/// Tests how texts that people wrote become a line, a short name, initials.
class TextTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(TextTest);
	CPPUNIT_TEST(removesWhatTurnsTheDirectionOfALine);
	CPPUNIT_TEST(cutsBetweenCharacters);
	CPPUNIT_TEST(makesInitialsOfNamesAndAddresses);
	CPPUNIT_TEST_SUITE_END();

	void removesWhatTurnsTheDirectionOfALine()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("factureexe.pdf"),
			cleanLine("facture\xE2\x80\xAE"
					  "exe\r\n.pdf"));
		CPPUNIT_ASSERT_EQUAL(std::string("l’été €"), cleanLine("l’été €"));
		CPPUNIT_ASSERT_EQUAL(std::string("\xE2\x80"), cleanLine("\xE2\x80"));
	}
	void cutsBetweenCharacters()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("Élo"), firstCharacters("Éloïse", 3));
		CPPUNIT_ASSERT_EQUAL(std::string("Éloïse"), firstCharacters("Éloïse", 6));
	}
	void makesInitialsOfNamesAndAddresses()
	{
		for (const auto& [name, initials]: {std::pair("Camille Roy", "CR"),
				 std::pair("camille.roy@example.com", "CR"),
				 std::pair("Anne-Marie Côté", "AM"),
				 std::pair("Éloïse", "É"),
				 std::pair("", "")})
			CPPUNIT_ASSERT_EQUAL(std::string(initials), initialsOf(name));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(TextTest);

}
