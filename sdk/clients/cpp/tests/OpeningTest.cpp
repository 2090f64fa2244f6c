#include "client/Opening.h"
#include "client/Text.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

using namespace sx::client;

class OpeningTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(OpeningTest);
	CPPUNIT_TEST(namesFilesSafely);
	CPPUNIT_TEST(opensItsOwnNotesOnly);
	CPPUNIT_TEST_SUITE_END();

	void namesFilesSafely()
	{
		const std::vector<std::pair<std::string, std::string>> cases{{"plan.pdf", "plan.pdf"},
			{"../../etc/passwd", "passwd"},
			{"C:\\Windows\\a.exe", "a.exe"},
			{"évaluation finale.docx", "évaluation finale.docx"},
			{"..", "file"},
			{"", "file"},
			{".bashrc", "bashrc"},
			{"a\nb\x01.txt", "ab.txt"},
			{"rapport\xE2\x80\xAE"
			 "fdp.exe",
				"rapportfdp.exe"}};
		for (const auto& [given, wanted]: cases) CPPUNIT_ASSERT_EQUAL(wanted, safeFileName(given));
		const auto longName = safeFileName(std::string(400, 'a') + ".pdf");
		CPPUNIT_ASSERT(longName.size() <= 200 && longName.ends_with(".pdf"));
	}

	void opensItsOwnNotesOnly()
	{
		const auto key = randomBytes(32);
		const std::string message(16, 'm'), json = "{\"subject\":\"Acte\"}";
		const auto note = sealNote(key, message, json);
		CPPUNIT_ASSERT_EQUAL(json, openNote(key, message, note));
		CPPUNIT_ASSERT(openNote(randomBytes(32), message, note).empty());
		CPPUNIT_ASSERT(openNote(key, std::string(16, 'n'), note).empty());
		CPPUNIT_ASSERT_EQUAL(sealNote(key, message, "{}").size(), note.size());
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(OpeningTest);
