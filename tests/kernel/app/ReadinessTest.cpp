// Tests what /health/ready says while the server ends.
#include "kernel/app/Readiness.h"

#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <thread>

namespace sx::app {

class ReadinessTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ReadinessTest);
	CPPUNIT_TEST(staysDrainingWhenARoundOfChecksEndsLater);
	CPPUNIT_TEST_SUITE_END();

	void staysDrainingWhenARoundOfChecksEndsLater()
	{
		using namespace std::chrono_literals;
		observe::HealthRegistry health;
		std::atomic<int> rounds{0};
		health.add("kernel", {"counter", [&]() -> Result<> {
								  ++rounds;
								  return {};
							  }});
		Readiness readiness(health, [] {});
		CPPUNIT_ASSERT_EQUAL(std::string("ready"), readiness.answer()["status"].text());
		const auto until = std::chrono::steady_clock::now() + 10s;
		while (rounds < 2 && std::chrono::steady_clock::now() < until)
		{
			readiness.answer();  // starts a round once the last one is old enough
			std::this_thread::sleep_for(1ms);
		}
		CPPUNIT_ASSERT_EQUAL(2, rounds.load());
		std::this_thread::sleep_for(1ms);  // the round computes its answer meanwhile
		readiness.drain();
		std::this_thread::sleep_for(300ms);
		CPPUNIT_ASSERT_EQUAL(std::string("draining"), readiness.answer()["status"].text());
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReadinessTest);

}
