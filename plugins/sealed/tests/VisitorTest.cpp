#include "domain/Visitor.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::sealed::tests {

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

	static Event event(Instant at, EventKind kind, const char* address = "", const char* agent = "")
	{
		return {.item = {}, .at = at, .kind = kind, .actor = {.address = address, .agent = agent}};
	}

	void whoTriedACodeOrOpenedIsAPerson()
	{
		const Event visit = event(now, EventKind::Visited, "203.0.113.24", kFirefox);
		for (auto kind: {EventKind::Opened, EventKind::WrongSecret, EventKind::Locked})
			CPPUNIT_ASSERT(Visitor::Person ==
				visitorOf(visit,
					{event(now - 10s, EventKind::Delivered),
						visit,
						event(now + 1min, kind, "203.0.113.24", kFirefox)}));
		CPPUNIT_ASSERT(Visitor::Person !=
			visitorOf(visit, {visit, event(now + 1min, EventKind::Opened, "198.51.100.7", kFirefox)}));
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
			CPPUNIT_ASSERT_MESSAGE(agent,
				isMachine(agent) &&
					Visitor::Robot == visitorOf(event(now, EventKind::Visited, "192.0.2.1", agent), {}));
		CPPUNIT_ASSERT(!isMachine(kFirefox));
	}

	void aVisitRightAfterTheNoticeIsARobot()
	{
		const Event visit = event(now, EventKind::Visited, "192.0.2.1", kFirefox);
		CPPUNIT_ASSERT(Visitor::Robot == visitorOf(visit, {event(now - 30s, EventKind::Delivered), visit}));
		CPPUNIT_ASSERT(Visitor::Robot == visitorOf(visit, {event(now - 1s, EventKind::Resent, "198.51.100.7"), visit}));
	}

	void aLaterVisitThatLedNowhereIsUnknown()
	{
		const Event visit = event(now, EventKind::Visited, "192.0.2.1", kFirefox);
		CPPUNIT_ASSERT(Visitor::Unknown == visitorOf(visit, {event(now - 1h, EventKind::Delivered), visit}));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(VisitorTest);

}
