// Tests how a contact is validated, found and written.
#include "domain/Contact.h"

#include <cppunit/extensions/HelperMacros.h>

using sx::contacts::Contact;

class ContactTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ContactTest);
	CPPUNIT_TEST(findsWithoutAccentsByTheBeginningOfWords);
	CPPUNIT_TEST(sortsAsPeopleRead);
	CPPUNIT_TEST(refusesWhatCannotBe);
	CPPUNIT_TEST(writesCsvThatCalculatesNothing);
	CPPUNIT_TEST_SUITE_END();

public:
	void findsWithoutAccentsByTheBeginningOfWords()
	{
		const Contact louis{"", "Louis-Étienne Gagné", "lgagne@example.com", "+15145550142", "CA"};
		for (const char* sought: {"", "gagne", "GAGNÉ", "etienne", "lou gag", "example", "0142"})
			CPPUNIT_ASSERT_MESSAGE(sought, sx::contacts::fits(louis, sx::fold(sought)));
		for (const char* sought: {"ouis", "gagne marie", "nobody"})
			CPPUNIT_ASSERT_MESSAGE(sought, !sx::contacts::fits(louis, sx::fold(sought)));
	}

	void sortsAsPeopleRead()
	{
		std::vector<Contact> all{{"", "Zoé", "z@example.com"},
			{"", "Émile", "e@example.com"},
			{"", "", "denis@example.com"},
			{"", "fabien", "f@example.com"}};
		sx::contacts::sort(all);
		CPPUNIT_ASSERT_EQUAL(std::string("denis@example.com"), all[0].address);
		CPPUNIT_ASSERT_EQUAL(std::string("Émile"), all[1].name);
		CPPUNIT_ASSERT_EQUAL(std::string("fabien"), all[2].name);
	}

	void refusesWhatCannotBe()
	{
		CPPUNIT_ASSERT(sx::contacts::check({"", "", "a.b+c@example.com"}));
		for (const char* address: {"",
				 "a",
				 "a@b",
				 "@example.com",
				 "a@@example.com",
				 "a b@example.com",
				 "a@.example.com",
				 "a@example..com",
				 "<a@example.com>",
				 "é@example.com"})
		{
			const auto refused = sx::contacts::check({"", "A", address});
			CPPUNIT_ASSERT_MESSAGE(address, !refused && refused.error().field == "address");
		}
		CPPUNIT_ASSERT(!sx::contacts::check({"", "a\nb", "a@example.com"}));
		CPPUNIT_ASSERT_EQUAL(std::string("a@example.com"), sx::contacts::clean({"", "", " A@Example.com "}).address);
	}

	void writesCsvThatCalculatesNothing()
	{
		const auto csv = sx::contacts::toCsv(
			{"Nom", "Cellulaire"}, {{"", "=HYPERLINK(\"x\")", "a@example.com", "+15145550142", "CA"}});
		CPPUNIT_ASSERT_EQUAL(std::string("\xef\xbb\xbf\"Nom\",\"Cellulaire\"\r\n\"'=HYPERLINK(\"\"x\"\")\",\"a@example."
										 "com\",\"+15145550142\",\"CA\"\r\n"),
			csv);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ContactTest);
