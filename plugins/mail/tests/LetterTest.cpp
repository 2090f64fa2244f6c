// Tests what the postbox finds in a mail, and how it shows the mail.
#include "domain/Letter.h"
#include "sx/mail/Preview.h"

#include <cppunit/extensions/HelperMacros.h>

class LetterTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(LetterTest);
	CPPUNIT_TEST(findsLinksWithoutTheirPunctuation);
	CPPUNIT_TEST(findsCodesThatStandAlone);
	CPPUNIT_TEST(findsTheDigitsOfATextMessage);
	CPPUNIT_TEST(keepsAMailThroughSealedForm);
	CPPUNIT_TEST(movesInlineStylesToASheet);
	CPPUNIT_TEST(readsTheEntitiesOfAStyle);
	CPPUNIT_TEST(leavesTextAloneThatOnlyLooksLikeAStyle);
	CPPUNIT_TEST_SUITE_END();

public:
	void findsLinksWithoutTheirPunctuation()
	{
		const auto links = sx::mail::findLinks(
			"Voyez http://localhost:8080/m/abc#k1_x-_9.\n(https://example.com/a?b=c&d=e), "
			"http://localhost:8080/m/abc#k1_x-_9 httpd");
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, links.size());
		CPPUNIT_ASSERT_EQUAL(std::string("http://localhost:8080/m/abc#k1_x-_9"), links[0]);
		CPPUNIT_ASSERT_EQUAL(std::string("https://example.com/a?b=c&d=e"), links[1]);
	}

	void findsTheDigitsOfATextMessage()
	{
		const auto codes = sx::mail::findDigits("Votre code : 482 915. Ou 123456, pas 12 ni 123456789012.");
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, codes.size());
		CPPUNIT_ASSERT_EQUAL(std::string("482 915"), codes[0]);
		CPPUNIT_ASSERT_EQUAL(std::string("123456"), codes[1]);
	}

	void findsCodesThatStandAlone()
	{
		const auto codes = sx::mail::findCodes(
			"Code :\n  K7F-29Q\r\nBONJOUR\n482 915\nA-1\nK7F29Q est dans une phrase\n");
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, codes.size());
		CPPUNIT_ASSERT_EQUAL(std::string("K7F-29Q"), codes[0]);
		CPPUNIT_ASSERT_EQUAL(std::string("482 915"), codes[1]);
	}

	void keepsAMailThroughSealedForm()
	{
		const sx::mail::Mail given{.to = {"a@example.com", "A"},
			.fromName = "F",
			.replyTo = {"r@example.com", "R"},
			.subject = "S",
			.text = "T",
			.html = "H",
			.language = {"en-CA"},
			.kind = "k",
			.about = "b"};
		const auto back = sx::mail::toMail(sx::mail::toValue(given));
		CPPUNIT_ASSERT(sx::mail::toValue(back) == sx::mail::toValue(given));
		CPPUNIT_ASSERT_EQUAL(std::string("en-CA"), back.language.tag);
	}

	void movesInlineStylesToASheet()
	{
		const auto preview = sx::mail::previewOf("<html><head><style>.w{width:1px}</style></head><body><p class=\"w\" "
												 "style=\"color:red;font-family:&#39;A&#39;\">x</p></body></html>",
			"/s");
		CPPUNIT_ASSERT(preview.html.find("style=") == std::string::npos);
		CPPUNIT_ASSERT(preview.html.find("<style") == std::string::npos);
		CPPUNIT_ASSERT(preview.html.find("<link rel=\"stylesheet\" href=\"/s\">") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::string(".w{width:1px}\n[data-s=\"1\"]{color:red;font-family:'A'}\n"), preview.css);
	}

	void readsTheEntitiesOfAStyle()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("[data-s=\"1\"]{font-family:\"A & B\"}\n"),
			sx::mail::previewOf("<p style=\"font-family:&quot;A &amp; B&quot;\">x</p>", "/s").css);
	}

	void leavesTextAloneThatOnlyLooksLikeAStyle()
	{
		CPPUNIT_ASSERT_EQUAL(
			std::string("<p>say style=\"x\"</p>"), sx::mail::previewOf("<p>say style=\"x\"</p>", "/s").html);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(LetterTest);
