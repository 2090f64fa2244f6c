#include "kernel/pages/Calendar.h"
#include "sx/time.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace sx;
using namespace sx::pages;

class CalendarTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(CalendarTest);
	CPPUNIT_TEST(findsTheStartOfADay);
	CPPUNIT_TEST(beginsADayAfterTheGapThatTookItsMidnight);
	CPPUNIT_TEST(takesTheFirstOfTwoMidnights);
	CPPUNIT_TEST(beginsEveryDayThatItNames);
	CPPUNIT_TEST(countsInUtcWhereTheZoneIsUnknown);
	CPPUNIT_TEST_SUITE_END();

	static void check(const char* start, const char* zone, std::chrono::year_month_day day)
	{
		CPPUNIT_ASSERT_EQUAL(std::string(start), isoTime(startOfDay(zone, Day(std::chrono::local_days(day)))));
	}

	void findsTheStartOfADay()
	{
		check("2026-12-03T05:00:00.000Z", "America/Toronto", std::chrono::year(2026) / 12 / 3);
		check("2026-07-01T04:00:00.000Z", "America/Toronto", std::chrono::year(2026) / 7 / 1);
		check("2026-12-02T10:00:00.000Z", "Pacific/Kiritimati", std::chrono::year(2026) / 12 / 3);
		check("2026-12-03T12:00:00.000Z", "Etc/GMT+12", std::chrono::year(2026) / 12 / 3);
		check("2026-12-03T03:30:00.000Z", "America/St_Johns", std::chrono::year(2026) / 12 / 3);
	}
	void beginsADayAfterTheGapThatTookItsMidnight()
	{
		check("2026-03-08T05:00:00.000Z", "America/Havana", std::chrono::year(2026) / 3 / 8);  // 00:00 becomes 01:00
		check("2018-11-04T03:00:00.000Z", "America/Sao_Paulo", std::chrono::year(2018) / 11 / 4);
		check("1919-03-31T04:30:00.000Z", "America/Toronto", std::chrono::year(1919) / 3 / 31);  // 23:30 became 00:30
		check("2011-12-30T10:00:00.000Z", "Pacific/Apia", std::chrono::year(2011) / 12 / 31);    // there was no 30th
	}
	void takesTheFirstOfTwoMidnights()
	{
		check("2026-11-01T04:00:00.000Z", "America/Havana", std::chrono::year(2026) / 11 / 1);  // 01:00 becomes 00:00
	}
	void beginsEveryDayThatItNames()
	{
		for (const auto* zone: {"America/Toronto", "America/Havana", "Asia/Beirut", "Australia/Lord_Howe", "UTC"})
			for (auto day = *dayOf("2026-01-01"), end = *dayOf("2027-01-01"); day < end; day += std::chrono::days(1))
			{
				const auto start = startOfDay(zone, day);
				const auto where = std::string(zone) + " " + isoDay(day);
				CPPUNIT_ASSERT_EQUAL_MESSAGE(where, isoDay(day), isoDay(dayAt(zone, start)));
				CPPUNIT_ASSERT_EQUAL_MESSAGE(where,
					isoDay(day - std::chrono::days(1)),
					isoDay(dayAt(zone, start - std::chrono::milliseconds(1))));
			}
	}
	void countsInUtcWhereTheZoneIsUnknown()
	{
		check("2026-12-03T00:00:00.000Z", "Mars/Olympus", std::chrono::year(2026) / 12 / 3);
		check("2026-12-03T00:00:00.000Z", "", std::chrono::year(2026) / 12 / 3);
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(CalendarTest);
