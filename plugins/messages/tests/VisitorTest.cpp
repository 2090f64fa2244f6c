#include "domain/Visitor.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::messages::tests {

using namespace std::chrono_literals;

/// Tests that the register tells a robot's visit from a person's (row I1).
class VisitorTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(VisitorTest);
	CPPUNIT_TEST(whoTriedACodeOrOpenedIsAPerson);
	CPPUNIT_TEST(aProgramThatNamesItselfIsARobot);
	CPPUNIT_TEST(aVisitRightAfterTheNoticeIsARobot);
	CPPUNIT_TEST(aLaterVisitThatLedNowhereIsUnknown);
	CPPUNIT_TEST_SUITE_END();

	static constexpr const char* kFirefox =
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";
	const Instant now = fromMillis(1'800'000'000'000);

	void whoTriedACodeOrOpenedIsAPerson()
	{
		const Act visit{now, "visited", "203.0.113.24", kFirefox};
		for (const char* kind: {"opened", "wrong_secret", "locked"})
			CPPUNIT_ASSERT(Visitor::Person ==
				visitorOf(
					visit, {{now - 10s, "delivered", "", ""}, visit, {now + 1min, kind, "203.0.113.24", kFirefox}}));
		CPPUNIT_ASSERT(Visitor::Person != visitorOf(visit, {visit, {now + 1min, "opened", "198.51.100.7", kFirefox}}));
	}

	void aProgramThatNamesItselfIsARobot()
	{
		for (const char* agent: {"",
				 "curl/8.5.0",
				 "Mozilla/5.0 (compatible; bingbot/2.0)",
				 "python-requests/2.32",
				 "Barracuda Sentinel (EE)",
				 "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0 "
				 "Safari/537.36"})
			CPPUNIT_ASSERT_MESSAGE(
				agent, isMachine(agent) && Visitor::Robot == visitorOf({now, "visited", "192.0.2.1", agent}, {}));
		CPPUNIT_ASSERT(!isMachine(kFirefox));
	}

	void aVisitRightAfterTheNoticeIsARobot()
	{
		const Act visit{now, "visited", "192.0.2.1", kFirefox};
		CPPUNIT_ASSERT(Visitor::Robot == visitorOf(visit, {{now - 30s, "delivered", "", ""}, visit}));
		CPPUNIT_ASSERT(Visitor::Robot == visitorOf(visit, {{now - 1s, "resent", "198.51.100.7", ""}, visit}));
	}

	void aLaterVisitThatLedNowhereIsUnknown()
	{
		const Act visit{now, "visited", "192.0.2.1", kFirefox};
		CPPUNIT_ASSERT(Visitor::Unknown == visitorOf(visit, {{now - 1h, "delivered", "", ""}, visit}));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(VisitorTest);

}
