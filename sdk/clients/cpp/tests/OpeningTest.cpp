#include "client/Opening.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

using namespace sx::client;

class OpeningTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(OpeningTest);
	CPPUNIT_TEST(readsLinksAsPeoplePasteThem_I4);
	CPPUNIT_TEST(refusesCutLinks);
	CPPUNIT_TEST(namesFilesSafely);
	CPPUNIT_TEST(opensItsOwnNotesOnly);
	CPPUNIT_TEST_SUITE_END();

	const std::string _token = "AAECAwQFBgcICQoLDA0ODw";
	const std::string _fragment = "k1_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA";
	const std::string _link = "https://acme.example.com/m/" + _token + "#" + _fragment;

	void readsLinksAsPeoplePasteThem_I4()
	{
		for (const auto& pasted: {_link, "<" + _link + ">", "  " + _link + "\n", "Lire le message : " + _link + ".",
			"https://acme.example.com/m/" + _token + "%23" + _fragment,
			"https://safelinks.example.net/?url=https%3A%2F%2Facme.example.com%2Fm%2F" + _token + "%23" + _fragment + "&data=05",
			"https://protect.example.net/?u=https%253A%252F%252Facme.example.com%252Fm%252F" + _token + "%2523" + _fragment})
		{
			const auto link = parseLink(pasted);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(pasted, _token, link.token);
			CPPUNIT_ASSERT_EQUAL(std::string("https://acme.example.com"), link.origin);
			CPPUNIT_ASSERT_EQUAL(_fragment, linkFragment(link.secret));
		}
	}

	void refusesCutLinks()
	{
		for (const auto& cut: {std::string(), std::string("bonjour"), "https://acme.example.com/m/" + _token, _link.substr(0, _link.size() - 3), _link + "x"})
		{
			try
			{
				parseLink(cut);
				CPPUNIT_FAIL("accepted " + cut);
			}
			catch (const ClientError& e)
			{
				CPPUNIT_ASSERT(e.failure() == Failure::Usage);
			}
		}
	}

	void namesFilesSafely()
	{
		const std::vector<std::pair<std::string, std::string>> cases{
			{"plan.pdf", "plan.pdf"}, {"../../etc/passwd", "passwd"}, {"C:\\Windows\\a.exe", "a.exe"}, {"évaluation finale.docx", "évaluation finale.docx"},
			{"..", "file"}, {"", "file"}, {".bashrc", "bashrc"}, {"a\nb\x01.txt", "ab.txt"}, {"rapport\xE2\x80\xAE" "fdp.exe", "rapportfdp.exe"}};
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
