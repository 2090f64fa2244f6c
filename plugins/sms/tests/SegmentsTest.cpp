// Tests how texts are counted, limited and written for a gateway.
#include "domain/Driver.h"
#include "domain/Quotas.h"
#include "domain/Template.h"
#include "gateway/PhoneNumbers.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

std::string times(int count, const std::string& part)
{
	std::string out;
	for (int i = 0; i < count; ++i) out += part;
	return out;
}

int segments(const std::string& text) { return sx::sms::measure(text).segments; }

bool isGsm(const std::string& text) { return sx::sms::measure(text).alphabet == sx::sms::Alphabet::Gsm7; }

}

class SegmentsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SegmentsTest);
	CPPUNIT_TEST(knowsTheAlphabetOfNetworks);
	CPPUNIT_TEST(countsSeptets);
	CPPUNIT_TEST(countsUnits);
	CPPUNIT_TEST(savesSegmentsOnTypographyOnly);
	CPPUNIT_TEST(writesUtf16);
	CPPUNIT_TEST(refusesTextsThatCannotBe);
	CPPUNIT_TEST(readsNumbersAsPeopleTypeThem);
	CPPUNIT_TEST(refusesWhatIsNoMobile);
	CPPUNIT_TEST(takesCodesFromABudgetOfTheirOwn);
	CPPUNIT_TEST(escapesWhatItFillsIn);
	CPPUNIT_TEST(readsReports);
	CPPUNIT_TEST_SUITE_END();

public:
	void knowsTheAlphabetOfNetworks()
	{
		CPPUNIT_ASSERT(isGsm("Votre code à usage unique : 482 915. É é è ù ñ ß € {[~]} @ £ _"));
		for (const char* wide: {"ê", "ç", "î", "«", "’", "`", "😀", "\t", "\xc2\xa0"})
			CPPUNIT_ASSERT_MESSAGE(wide, !isGsm(wide));
	}

	void countsSeptets()
	{
		CPPUNIT_ASSERT_EQUAL(1, segments(times(160, "a")));
		CPPUNIT_ASSERT_EQUAL(2, segments(times(161, "a")));
		CPPUNIT_ASSERT_EQUAL(2, segments(times(306, "é")));
		CPPUNIT_ASSERT_EQUAL(3, segments(times(307, "é")));
		CPPUNIT_ASSERT_EQUAL(1, segments(times(80, "€")));
		CPPUNIT_ASSERT_EQUAL(2, segments(times(81, "€")));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("an escape is not cut", 3, segments(times(153, "€")));
	}

	void countsUnits()
	{
		CPPUNIT_ASSERT_EQUAL(1, segments(times(70, "ê")));
		CPPUNIT_ASSERT_EQUAL(2, segments(times(71, "ê")));
		CPPUNIT_ASSERT_EQUAL(2, segments(times(134, "ê")));
		CPPUNIT_ASSERT_EQUAL(3, segments(times(135, "ê")));
		CPPUNIT_ASSERT_EQUAL(1, segments(times(35, "😀")));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("a pair is not cut: 33 in each", 3, segments(times(67, "😀")));
	}

	void savesSegmentsOnTypographyOnly()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("L'envoi \"important\" - voir ici : 482 915..."),
			sx::sms::economical("L’envoi « important » – voir ici\u00a0: 482\u00a0915…"));
		CPPUNIT_ASSERT_EQUAL(std::string("L’été ça « va »"), sx::sms::economical("L’été ça « va »"));
	}

	void writesUtf16() { CPPUNIT_ASSERT(std::string("\x00\xe9\xd8\x3d\xde\x00", 6) == sx::sms::toUtf16("é😀")); }

	void refusesTextsThatCannotBe()
	{
		sx::sms::Text text{{"+15145550142", "CA"}, times(154, "a"), {}, "test"};
		CPPUNIT_ASSERT(sx::sms::check(text, 1));
		text.text += times(7, "a");
		CPPUNIT_ASSERT(!sx::sms::check(text, 1) && sx::sms::check(text, 2));
		for (const char* bad: {"", "\xff", "\xc0\x80", "\xed\xa0\x80", "a\xc3"})
		{
			text.text = bad;
			CPPUNIT_ASSERT(!sx::sms::check(text, 2));
		}
	}

	void readsNumbersAsPeopleTypeThem()
	{
		for (const char* typed: {"514 555-0142", "(514) 555.0142", "1-514-555-0142", "+1 514 555 0142", "5145550142"})
		{
			const auto number = _numbers.parse(typed, "CA");
			CPPUNIT_ASSERT_MESSAGE(typed, bool(number));
			CPPUNIT_ASSERT_EQUAL(std::string("+15145550142"), number->e164);
			CPPUNIT_ASSERT_EQUAL(std::string("CA"), number->country);
		}
		const auto abroad = _numbers.parse("+33 6 12 34 56 78", "CA");
		CPPUNIT_ASSERT(abroad && abroad->country == "FR" && abroad->e164 == "+33612345678");
		CPPUNIT_ASSERT_EQUAL(std::string("+1 514-555-0142"), _numbers.readable("+15145550142"));
		CPPUNIT_ASSERT_EQUAL(std::string("•••• 0142"), sx::sms::masked("+15145550142"));
		CPPUNIT_ASSERT_EQUAL(1, _numbers.callingCode("CA"));
		CPPUNIT_ASSERT_EQUAL(0, _numbers.callingCode("XX"));
	}

	void refusesWhatIsNoMobile()
	{
		for (const char* typed: {"",
				 "911",
				 "camille",
				 "+33 1 42 68 53 00",
				 "555-0142",
				 "+1 800 555 0199",
				 "514 555-0142 poste 3",
				 "+999123456789"})
		{
			const auto number = _numbers.parse(typed, "CA");
			CPPUNIT_ASSERT_MESSAGE(
				typed, !number && number.error().field == "mobile" && number.error().problem == "mobile_invalid");
		}
	}

	void takesCodesFromABudgetOfTheirOwn()
	{
		sx::sms::Text link{{"+15145550142", "CA"}, "a", {}, "test"};
		link.cause = {"c"};
		auto code = link;
		code.budget = sx::sms::Budget::Codes;
		const auto links = sx::sms::usesOf(link, "n"), codes = sx::sms::usesOf(code, "n");
		CPPUNIT_ASSERT_EQUAL(std::size_t{8}, links.size());
		CPPUNIT_ASSERT_EQUAL(std::size_t{8}, codes.size());
		for (const auto& each: links)
			for (const auto& other: codes) CPPUNIT_ASSERT(each.quota != other.quota);
	}

	void escapesWhatItFillsIn()
	{
		const sx::sms::Fields fields{{"text", "a&b=\"{to}\" é\n"}, {"to", "+1"}};
		CPPUNIT_ASSERT_EQUAL(std::string("To=%2B1&Body=a%26b%3D%22%7Bto%7D%22%20%C3%A9%0A&{other}={"),
			sx::sms::fill("To={to}&Body={text}&{other}={", fields, sx::sms::Escape::Form));
		CPPUNIT_ASSERT_EQUAL(std::string("{\"t\":\"a&b=\\\"{to}\\\" é\\u000A\"}"),
			sx::sms::fill("{\"t\":\"{text}\"}", fields, sx::sms::Escape::Json));
	}

	void readsReports()
	{
		const auto rule = sx::sms::kannelReports();
		CPPUNIT_ASSERT(rule.read("1") == sx::sms::Delivery::Delivered);
		CPPUNIT_ASSERT(rule.read("16") == sx::sms::Delivery::Failed);
		CPPUNIT_ASSERT(!rule.read("8") && !rule.read(""));
	}

private:
	sx::sms::PhoneNumbers _numbers;
};

CPPUNIT_TEST_SUITE_REGISTRATION(SegmentsTest);
