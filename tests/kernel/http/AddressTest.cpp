// Tests which network the kernel takes a client's address for: limits, quotas and the journal count by it.
#include "kernel/http/ClientAddress.h"

#include <cppunit/extensions/HelperMacros.h>

namespace {

std::string networkOf(std::string_view address) { return sx::http::Address::parse(address)->networkText(); }
std::string neighbourhoodOf(std::string_view address) { return sx::http::Address::parse(address)->neighbourhoodText(); }

}

class AddressTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(AddressTest);
	CPPUNIT_TEST(countsAnIpv6NetworkAsOne);
	CPPUNIT_TEST(countsANetworkAndNoAddress);
	CPPUNIT_TEST(knowsWhatOneCustomerHas);
	CPPUNIT_TEST_SUITE_END();

public:
	void countsAnIpv6NetworkAsOne()
	{
		CPPUNIT_ASSERT_EQUAL(networkOf("2001:db8:1:2::1"), networkOf("2001:db8:1:2:ffff::9"));
		CPPUNIT_ASSERT(networkOf("2001:db8:1:2::1") != networkOf("2001:db8:1:3::1"));
		CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1"), networkOf("::ffff:192.0.2.1"));
		CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1"), networkOf("192.0.2.1"));
	}

	void countsANetworkAndNoAddress()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.7"), networkOf("192.0.2.7"));
		CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.7"), networkOf("::ffff:192.0.2.7"));
		CPPUNIT_ASSERT_EQUAL(networkOf("2001:db8::1"), networkOf("2001:db8:0:0:ff::2"));
		CPPUNIT_ASSERT(networkOf("2001:db8::1") != networkOf("2001:db8:0:1::1"));
	}

	void knowsWhatOneCustomerHas()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.0"), neighbourhoodOf("192.0.2.7"));
		CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.0"), neighbourhoodOf("::ffff:192.0.2.7"));
		CPPUNIT_ASSERT_EQUAL(std::string("2001:db8:1::"), neighbourhoodOf("2001:db8:1:2::1"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(AddressTest);
