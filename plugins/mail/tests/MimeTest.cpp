// Tests what a mail looks like on the wire, without a mail server. SmtpTest reads such mails with an independent
// parser.
#include "domain/Mime.h"
#include "domain/Dkim.h"
#include "sx/time.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <sstream>

namespace {

const sx::mail::Stamp kStamp{
	"0193-id", sx::fromMillis(1'795'532'400'123), {"no-reply@example.com", "Secure Exchanges"}};

sx::mail::Mail simple()
{
	return {.to = {"louis@example.com", ""},
		.subject = "Bonjour",
		.text = "Allô.\n",
		.language = {"fr-CA"},
		.kind = "test"};
}

std::size_t longestLine(const std::string& text)
{
	std::size_t longest = 0;
	std::istringstream in(text);
	for (std::string line; std::getline(in, line);) longest = std::max(longest, line.size());
	return longest;
}

}

class MimeTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(MimeTest);
	CPPUNIT_TEST(refusesLineEndsInEveryHeader);
	CPPUNIT_TEST(refusesAddressesThatCouldCarryACommand);
	CPPUNIT_TEST(takesAddressesOfRealPeople);
	CPPUNIT_TEST(refusesTextThatIsNotUtf8);
	CPPUNIT_TEST(refusesSubjectsThatNoServerWouldTake);
	CPPUNIT_TEST(leavesShortAsciiSubjectsReadable);
	CPPUNIT_TEST(neverSplitsACharacterBetweenEncodedWords);
	CPPUNIT_TEST(encodesWhatWouldBeTakenForAnEncodedWord);
	CPPUNIT_TEST(quotesNamesThatHoldSpecials);
	CPPUNIT_TEST(keepsEveryLineShort);
	CPPUNIT_TEST(neverBeginsALineWithADot);
	CPPUNIT_TEST(keepsSpacesAtTheEndOfLines);
	CPPUNIT_TEST(writesOnlyCrlf);
	CPPUNIT_TEST(writesDatesAsMailAndAsIso);
	CPPUNIT_TEST(givesTheSameBytesTwice);
	CPPUNIT_TEST(canonicalizesAsTheStandardsExample);
	CPPUNIT_TEST(putsTheLogoBesideTheHtmlThatShowsIt);
	CPPUNIT_TEST(refusesAnUnsubscribeUrlThatBreaksItsHeader);
	CPPUNIT_TEST_SUITE_END();

public:
	void putsTheLogoBesideTheHtmlThatShowsIt()
	{
		auto mail = simple();
		const sx::mail::Logo logo{"image/png", std::string("\x89PNG\0", 5) + std::string(200, 'x')};
		mail.html = "<p>Bonjour</p>";
		CPPUNIT_ASSERT(sx::mail::compose(mail, kStamp, &logo).find("image/png") == std::string::npos);
		mail.html = "<img src=\"cid:logo\" alt=\"\">";
		const auto written = sx::mail::compose(mail, kStamp, &logo);
		CPPUNIT_ASSERT(written.find("multipart/related; type=\"text/html\"") != std::string::npos);
		CPPUNIT_ASSERT(written.find("Content-ID: <logo.0193-id@example.com>") != std::string::npos);
		CPPUNIT_ASSERT(written.find("cid:logo.0193-id@example.com") != std::string::npos);
		CPPUNIT_ASSERT(written.find("iVBORwB4eHh4") != std::string::npos);
		CPPUNIT_ASSERT(longestLine(written) <= 77);
		CPPUNIT_ASSERT_EQUAL(std::string("YQ=="), sx::mail::base64Text("a"));
		CPPUNIT_ASSERT_EQUAL(std::string("YWI="), sx::mail::base64Text("ab"));
		CPPUNIT_ASSERT_EQUAL(std::string("YWJj"), sx::mail::base64Text("abc"));
	}

	void canonicalizesAsTheStandardsExample()
	{
		// RFC 6376, section 3.4.5.
		CPPUNIT_ASSERT_EQUAL(std::string("a:X"), sx::mail::relaxedField("A: X"));
		CPPUNIT_ASSERT_EQUAL(std::string("b:Y Z"), sx::mail::relaxedField("B : Y\t\r\n\tZ  "));
		CPPUNIT_ASSERT_EQUAL(std::string(" C\r\nD E\r\n"), sx::mail::relaxedBody(" C \r\nD \t E\r\n\r\n\r\n"));
		CPPUNIT_ASSERT_EQUAL(std::string(), sx::mail::relaxedBody("\r\n\r\n"));
		CPPUNIT_ASSERT_EQUAL(std::string("x\r\n"), sx::mail::relaxedBody("x"));
	}

	void refusesAnUnsubscribeUrlThatBreaksItsHeader()
	{
		for (const char* evil:
			{"https://a/>\r\nBcc: x@example.com", "https://a/ b", "https://a/,<mailto:x@y>", "mailto:x@y"})
		{
			auto bulk = simple();
			bulk.unsubscribeUrl = evil;
			CPPUNIT_ASSERT_MESSAGE(evil, !sx::mail::check(bulk));
		}
	}

	void refusesLineEndsInEveryHeader()
	{
		for (const char* evil: {"a\r\nBcc: x@example.com", "a\nb", "a\rb", "a\tb", "a\x7f"})
		{
			auto subject = simple();
			subject.subject = evil;
			CPPUNIT_ASSERT_EQUAL(std::string("subject"), sx::mail::check(subject).error().field);
			auto from = simple();
			from.fromName = evil;
			CPPUNIT_ASSERT_EQUAL(std::string("fromName"), sx::mail::check(from).error().field);
			auto to = simple();
			to.to.name = evil;
			CPPUNIT_ASSERT_EQUAL(std::string("to"), sx::mail::check(to).error().field);
			auto reply = simple();
			reply.replyTo = {"a@example.com", evil};
			CPPUNIT_ASSERT_EQUAL(std::string("replyTo"), sx::mail::check(reply).error().field);
		}
		auto nul = simple();
		nul.subject = std::string("a\0b", 3);
		CPPUNIT_ASSERT(!sx::mail::check(nul));
	}

	void refusesAddressesThatCouldCarryACommand()
	{
		for (const char* evil: {"",
				 "a",
				 "@example.com",
				 "a@",
				 "a@b@c.com>\r\nRCPT TO:<x@y.z",
				 "a b@example.com",
				 "a@example.com>",
				 "<a@example.com",
				 "a@exa mple.com",
				 "a@-example.com",
				 "a@example..com",
				 ".a@example.com",
				 "a..b@example.com",
				 "a@example.com\n",
				 "\"a\"@example.com",
				 "é@example.com",
				 "a@[127.0.0.1]",
				 "a,b@example.com",
				 "a;b@example.com"})
			CPPUNIT_ASSERT_MESSAGE(evil, !sx::mail::isAddress(evil));
	}

	void takesAddressesOfRealPeople()
	{
		for (const char* good: {"a@b.co",
				 "Camille.Roy+test@Example.COM",
				 "o'brien@example.com",
				 "x_y-z=1@sub.example.travel",
				 "a@localhost"})
			CPPUNIT_ASSERT_MESSAGE(good, sx::mail::isAddress(good));
	}

	void refusesTextThatIsNotUtf8()
	{
		for (const char* bad: {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xe2\x82", "\xf4\x90\x80\x80"})
		{
			auto given = simple();
			given.text = std::string("a") + bad;
			CPPUNIT_ASSERT_EQUAL(std::string("text"), sx::mail::check(given).error().field);
			given = simple();
			given.html = bad;
			CPPUNIT_ASSERT_EQUAL(std::string("html"), sx::mail::check(given).error().field);
			given = simple();
			given.subject = bad;
			CPPUNIT_ASSERT_EQUAL(std::string("subject"), sx::mail::check(given).error().field);
		}
		CPPUNIT_ASSERT(sx::mail::isUtf8("aé€😀"));
	}

	void refusesSubjectsThatNoServerWouldTake()
	{
		auto given = simple();
		given.subject = std::string(100'000, 'x');
		CPPUNIT_ASSERT_EQUAL(std::string("subject"), sx::mail::check(given).error().field);
	}

	void leavesShortAsciiSubjectsReadable()
	{
		CPPUNIT_ASSERT_EQUAL(
			std::string("Your sign-in link - Acme"), sx::mail::encodeHeaderText("Your sign-in link - Acme", 9));
	}

	void neverSplitsACharacterBetweenEncodedWords()
	{
		std::string subject;
		for (int i = 0; i < 60; ++i) subject += "é€😀 ";
		const auto encoded = sx::mail::encodeHeaderText(subject, 9);
		std::istringstream in(encoded);
		std::string decoded;
		for (std::string line; std::getline(in, line);)
		{
			if (line.ends_with('\r')) line.pop_back();
			CPPUNIT_ASSERT(line.size() <= 76);
			const auto from = line.find("=?UTF-8?Q?");
			CPPUNIT_ASSERT(from != std::string::npos && line.ends_with("?="));
			std::string word;
			const auto body = line.substr(from + 10, line.size() - from - 12);
			for (std::size_t i = 0; i < body.size(); ++i)
			{
				if (body[i] == '=')
					word += static_cast<char>(std::stoi(body.substr(i + 1, 2), nullptr, 16)), i += 2;
				else
					word += body[i] == '_' ? ' ' : body[i];
			}
			CPPUNIT_ASSERT_MESSAGE("each word is whole by itself", sx::mail::isUtf8(word));
			decoded += word;
		}
		CPPUNIT_ASSERT_EQUAL(subject, decoded);
	}

	void encodesWhatWouldBeTakenForAnEncodedWord()
	{
		CPPUNIT_ASSERT(sx::mail::encodeHeaderText("=?UTF-8?Q?fake?=", 9).find("=3D=3F") != std::string::npos);
		CPPUNIT_ASSERT(sx::mail::encodeHeaderText(" leading", 9).starts_with("=?"));
	}

	void quotesNamesThatHoldSpecials()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("\"Roy, \\\"Cam\\\" \\\\ <x>\"\r\n <a@example.com>"),
			sx::mail::encodeMailbox({"a@example.com", "Roy, \"Cam\" \\ <x>"}, 4));
		CPPUNIT_ASSERT_EQUAL(std::string("a@example.com"), sx::mail::encodeMailbox({"a@example.com", ""}, 4));
	}

	void keepsEveryLineShort()
	{
		auto given = simple();
		given.subject = std::string(900, 'x');
		given.text = std::string(5000, 'y') + std::string(3000, '=');
		given.html = "<p>" + std::string(4000, ' ') + "é</p>";
		CPPUNIT_ASSERT(longestLine(sx::mail::compose(given, kStamp)) <= 77);  // 76 and the CR
	}

	void neverBeginsALineWithADot()
	{
		auto given = simple();
		given.text = ".\n..\r\n.\r\nFrom here\n" + std::string(75, 'a') + ".\n" + std::string(74, 'a') + ".." +
			std::string(80, '.');
		const auto whole = sx::mail::compose(given, kStamp);
		CPPUNIT_ASSERT(whole.find("\n.") == std::string::npos);
		CPPUNIT_ASSERT(whole.find("\nFrom here") == std::string::npos);
	}

	void keepsSpacesAtTheEndOfLines()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("a=20\r\nb=09"), sx::mail::quotedPrintable("a \nb\t"));
	}

	void writesOnlyCrlf()
	{
		auto given = simple();
		given.text = "a\nb\r\nc\rd";
		given.html = "<p>\n</p>";
		const auto whole = sx::mail::compose(given, kStamp);
		for (std::size_t i = 0; i < whole.size(); ++i)
		{
			if (whole[i] == '\n') CPPUNIT_ASSERT(i > 0 && whole[i - 1] == '\r');
			if (whole[i] == '\r') CPPUNIT_ASSERT(i + 1 < whole.size() && whole[i + 1] == '\n');
		}
	}

	void writesDatesAsMailAndAsIso()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("Tue, 24 Nov 2026 15:00:00 +0000"), sx::mail::mailDate(kStamp.at));
		CPPUNIT_ASSERT_EQUAL(std::string("2026-11-24T15:00:00.123Z"), sx::isoTime(kStamp.at));
	}

	void givesTheSameBytesTwice()
	{
		auto given = simple();
		given.html = "<p>é</p>";
		CPPUNIT_ASSERT_EQUAL(sx::mail::compose(given, kStamp), sx::mail::compose(given, kStamp));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(MimeTest);
