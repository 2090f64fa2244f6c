// Tests who is asked for what, given what the sender wants: the cases of sdk/clients/js/tests/opening_code.test.ts.
#include "client/Sending.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

using namespace sx::client;

class SendingTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SendingTest);
	CPPUNIT_TEST(asksForTheCodeWhereNothingElseProtects);
	CPPUNIT_TEST(asksForTheCodeAsTheSenderSays);
	CPPUNIT_TEST_SUITE_END();

	static OutgoingMessage message()
	{
		OutgoingMessage out;
		out.to = {"louis@example.net", "nadia@example.net"};
		return out;
	}

	void asksForTheCodeWhereNothingElseProtects()
	{
		auto wanted = message();
		CPPUNIT_ASSERT(asksOpeningCode(wanted, "louis@example.net"));
		wanted.mobiles = {{"Louis@example.net", "+15145550142"}};
		CPPUNIT_ASSERT(!asksOpeningCode(wanted, "louis@example.net"));
		CPPUNIT_ASSERT(asksOpeningCode(wanted, "nadia@example.net"));
		// The number is then where the link goes: nothing is left to protect it.
		wanted.delivery = kSms;
		CPPUNIT_ASSERT(asksOpeningCode(wanted, "louis@example.net"));
		wanted.password = "Bois-Franc-7";
		CPPUNIT_ASSERT(!asksOpeningCode(wanted, "louis@example.net"));
		CPPUNIT_ASSERT(!asksOpeningCode(wanted, "nadia@example.net"));
	}
	void asksForTheCodeAsTheSenderSays()
	{
		auto wanted = message();
		for (const bool hasPassword: {false, true})
		{
			if (hasPassword) wanted.password = "Bois-Franc-7";
			for (const bool asks: {false, true})
			{
				wanted.openingCode = asks;
				CPPUNIT_ASSERT_EQUAL(asks, asksOpeningCode(wanted, "louis@example.net"));
			}
		}
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SendingTest);
