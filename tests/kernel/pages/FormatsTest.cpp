#include "kernel/pages/Formats.h"
#include "kernel/pages/Languages.h"
#include "kernel/pages/Typography.h"
#include "sx/dates.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace sx;
using namespace sx::pages;
using Style = sx::Pages::Style;

class FormatsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(FormatsTest);
	CPPUNIT_TEST(writesDatesInFrench);
	CPPUNIT_TEST(writesDatesInEnglish);
	CPPUNIT_TEST(writesTheFirstOfAMonth);
	CPPUNIT_TEST(writesDatesInFiguresWhereTheLanguageSaysSo);
	CPPUNIT_TEST(namesSummerTime);
	CPPUNIT_TEST(fallsBackToUtcAndSaysSo);
	CPPUNIT_TEST(writesSizes);
	CPPUNIT_TEST(writesNumbers);
	CPPUNIT_TEST(setsFrenchTypography);
	CPPUNIT_TEST(writesAFurtherLanguageAsIcuDoes);
	CPPUNIT_TEST_SUITE_END();

	Formats formats;
	const Language french{"fr-CA"}, english{"en-CA"};
	const std::string zone = "America/Toronto";
	// 3 December 2026, 19:26 UTC
	const Instant afternoon = std::chrono::sys_days(std::chrono::year(2026) / 12 / 3) + std::chrono::hours(19) +
		std::chrono::minutes(26);

	void writesDatesInFrench()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("3 d\u00e9cembre 2026, 14\u00a0h\u00a026\u00a0(HNE)"),
			formats.dateTime(french, afternoon, zone, Style::LongWithZone));
		CPPUNIT_ASSERT_EQUAL(std::string("3 d\u00e9cembre 2026, 14\u00a0h\u00a026"),
			formats.dateTime(french, afternoon, zone, Style::Long));
		CPPUNIT_ASSERT_EQUAL(std::string("3 d\u00e9c. 2026, 14\u00a0h\u00a026"),
			formats.dateTime(french, afternoon, zone, Style::Short));
	}

	void writesDatesInEnglish()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("December 3, 2026, 2:26\u00a0p.m.\u00a0(EST)"),
			formats.dateTime(english, afternoon, zone, Style::LongWithZone));
		CPPUNIT_ASSERT_EQUAL(
			std::string("Dec 3, 2026, 2:26\u00a0p.m."), formats.dateTime(english, afternoon, zone, Style::Short));
	}

	void writesAFurtherLanguageAsIcuDoes()
	{
		const Language german{"de-DE"}, spanish{"es-MX"};
		const auto date = formats.dateTime(german, afternoon, zone, Style::Long);
		CPPUNIT_ASSERT_MESSAGE(date, date.starts_with("3. Dezember 2026") && date.ends_with("14:26"));
		CPPUNIT_ASSERT_EQUAL(
			std::string("2026-12-03 14:26"), formats.dateTime(withDates(german, true), afternoon, zone, Style::Long));
		CPPUNIT_ASSERT(formats.dateTime(spanish, afternoon, zone, Style::Long).starts_with("3 de diciembre de 2026"));
		CPPUNIT_ASSERT_EQUAL(std::string("1.234.567"), formats.number(german, 1'234'567));
		CPPUNIT_ASSERT_EQUAL(std::string("1,234,567"), formats.number(spanish, 1'234'567));
		CPPUNIT_ASSERT_EQUAL(std::string("2,5\u00a0GB"), formats.byteSize(german, 2'500'000'000));
		CPPUNIT_ASSERT_EQUAL(std::string("1\u00a0byte"), formats.byteSize(spanish, 1));
		const auto known = describe("de-DE", "");
		CPPUNIT_ASSERT_EQUAL(std::string("Deutsch , . \u00a0% 0"),
			known.name + ' ' + known.decimal + ' ' + known.group + ' ' + known.percent + ' ' +
				std::to_string(known.isCurrencyFirst));
		CPPUNIT_ASSERT_EQUAL(std::string("Español"), describe("es-MX", "").name);
	}

	void writesTheFirstOfAMonth()
	{
		auto first = afternoon - std::chrono::days(2);
		CPPUNIT_ASSERT_EQUAL(std::string("1er d\u00e9cembre 2026, 14\u00a0h\u00a026"),
			formats.dateTime(french, first, zone, Style::Long));
		// In Toronto it is still the first, when it is the second in UTC.
		CPPUNIT_ASSERT_EQUAL(std::string("1er d\u00e9c. 2026, 19\u00a0h\u00a026"),
			formats.dateTime(french, first + std::chrono::hours(5), zone, Style::Short));
		CPPUNIT_ASSERT_EQUAL(
			std::string("December 1, 2026, 2:26\u00a0p.m."), formats.dateTime(english, first, zone, Style::Long));
	}

	void writesDatesInFiguresWhereTheLanguageSaysSo()
	{
		for (const auto& language: {withDates(french, true), withDates(english, true)})
		{
			CPPUNIT_ASSERT_EQUAL(
				std::string("2026-12-03 14:26"), formats.dateTime(language, afternoon, zone, Style::Short));
			CPPUNIT_ASSERT_EQUAL(std::string("2026-12-01 14:26"),
				formats.dateTime(language, afternoon - std::chrono::days(2), zone, Style::Long));
			CPPUNIT_ASSERT(withDates(language, true) == language);
		}
		CPPUNIT_ASSERT(withDates(withDates(french, true), false) == french);
		CPPUNIT_ASSERT_EQUAL(std::string("3 d\u00e9c. 2026, 14\u00a0h\u00a026"),
			formats.dateTime(french, afternoon, zone, Style::Short));
	}

	void namesSummerTime()
	{
		auto summer = afternoon - std::chrono::days(150);
		CPPUNIT_ASSERT_EQUAL(std::string("6 juillet 2026, 15\u00a0h\u00a026\u00a0(HAE)"),
			formats.dateTime(french, summer, zone, Style::LongWithZone));
	}

	void fallsBackToUtcAndSaysSo()
	{
		for (const auto& odd: {"", "Mars/Olympus"})
			CPPUNIT_ASSERT_EQUAL(std::string("3 d\u00e9c. 2026, 19\u00a0h\u00a026\u00a0(UTC)"),
				formats.dateTime(french, afternoon, odd, Style::Short));
	}

	void writesSizes()
	{
		auto check = [&](const char* fr, const char* en, std::int64_t bytes) {
			CPPUNIT_ASSERT_EQUAL(std::string(fr), formats.byteSize(french, bytes));
			CPPUNIT_ASSERT_EQUAL(std::string(en), formats.byteSize(english, bytes));
		};
		check("2,5\u00a0Go", "2.5\u00a0GB", 2'500'000'000);
		check("412\u00a0Ko", "412\u00a0KB", 412'345);
		check("1,4\u00a0Mo", "1.4\u00a0MB", 1'400'000);
		check("0\u00a0octet", "0\u00a0bytes", 0);
		check("1\u00a0octet", "1\u00a0byte", 1);
		check("999\u00a0octets", "999\u00a0bytes", 999);
		check("1\u00a0Ko", "1\u00a0KB", 1000);
		check("1\u00a0Mo", "1\u00a0MB", 999'600);
		check("100\u00a0Mo", "100\u00a0MB", 99'980'000);
	}

	void writesNumbers()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("1\u00a0234\u00a0567"), formats.number(french, 1234567));
		CPPUNIT_ASSERT_EQUAL(std::string("1,234,567"), formats.number(english, 1234567));
	}

	void setsFrenchTypography()
	{
		auto check = [](const char* written, const char* set) {
			CPPUNIT_ASSERT_EQUAL(std::string(set), typeset(written, "fr-CA"));
		};
		check("J'ai : « oui » ?", "J\u2019ai\u00a0: \u00ab\u00a0oui\u00a0\u00bb?");
		check("50 % de 20 $", "50\u00a0% de 20\u00a0$");
		check("à 14 h 26 ; 2,5 Go", "\u00e0 14\u00a0h\u00a026; 2,5\u00a0Go");
		check("l'{name} dit '{'", "l\u2019{name} dit '{'");
		check("{n, plural, one {# jour} other {# jours}}", "{n, plural, one {# jour} other {# jours}}");
		CPPUNIT_ASSERT_EQUAL(std::string("It\u2019s 5 % : yes"), typeset("It's 5 % : yes", "en-CA"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(FormatsTest);
