#include "sx/time.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace sx;

class TimeTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(TimeTest);
	CPPUNIT_TEST(writesMomentsAsPreciselyAsTheyAre);
	CPPUNIT_TEST(readsTheDaysThatItWrites);
	CPPUNIT_TEST(readsNothingElse);
	CPPUNIT_TEST_SUITE_END();

	void writesMomentsAsPreciselyAsTheyAre()
	{
		const auto leap = fromMillis(1'709'251'199'007);
		CPPUNIT_ASSERT_EQUAL(std::string("2024-02-29T23:59:59.007Z"), isoTime(leap));
		CPPUNIT_ASSERT_EQUAL(
			std::string("2024-02-29T23:59:59Z"), isoTime(std::chrono::floor<std::chrono::seconds>(leap)));
		CPPUNIT_ASSERT_EQUAL(std::string("1970-01-01T00:00:00.000Z"), isoTime(Instant{}));
	}
	void readsTheDaysThatItWrites()
	{
		for (const std::string each: {"1970-01-01", "2024-02-29", "2026-12-31", "9000-12-31"})
		{
			const auto day = dayOf(each);
			CPPUNIT_ASSERT_MESSAGE(each, bool(day));
			CPPUNIT_ASSERT_EQUAL(each, isoDay(*day));
		}
		CPPUNIT_ASSERT_EQUAL(std::string("2027-01-01"), isoDay(*dayOf("2026-12-31") + std::chrono::days(1)));
	}
	void readsNothingElse()
	{
		for (const std::string each: {"",
				 "2026-11-31",
				 "2025-02-29",
				 "2026-13-01",
				 "2026-00-10",
				 "1969-12-31",
				 "9001-01-01",
				 "2026-1-01",
				 "2026-11-2x",
				 "2026-11--1",
				 "+026-11-24",
				 " 026-11-24",
				 "2026/11/24",
				 "2026-11-24T"})
			CPPUNIT_ASSERT_MESSAGE(each, !dayOf(each));
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(TimeTest);
