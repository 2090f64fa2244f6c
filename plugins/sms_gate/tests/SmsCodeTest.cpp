#include "domain/SmsCode.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::sms_gate {

using namespace std::chrono_literals;

/// Tests the rules of the codes that go to a mobile (product row A4). plugins/messages/tests sends them for real.
class SmsCodeTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SmsCodeTest);
	CPPUNIT_TEST(drawsSixDigits);
	CPPUNIT_TEST_SUITE_END();

	void drawsSixDigits()
	{
		CPPUNIT_ASSERT(kDigits == "0123456789" && kCodeLength == 6);
		CPPUNIT_ASSERT_EQUAL(std::string("123456"), cleanCode(" 123-456 "));
		CPPUNIT_ASSERT(pauseAfter(1) == 30s && pauseAfter(2) == 60s && pauseAfter(50) == 15min);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SmsCodeTest);

}
