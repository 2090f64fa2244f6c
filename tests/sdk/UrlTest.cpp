#include "sx/url.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace sx;

class UrlTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(UrlTest);
	CPPUNIT_TEST(encodesWhatIsNotUnreserved);
	CPPUNIT_TEST(leavesEmptyParametersOut);
	CPPUNIT_TEST(takesTheHostOutOfAnOrigin);
	CPPUNIT_TEST_SUITE_END();

	void encodesWhatIsNotUnreserved()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("a-Z_0.9~"), encodeUrl("a-Z_0.9~"));
		CPPUNIT_ASSERT_EQUAL(std::string("a%20b%26c%3Dd%2Be%2F%25"), encodeUrl("a b&c=d+e/%"));
		CPPUNIT_ASSERT_EQUAL(std::string("%C3%A9%00%FF"), encodeUrl(std::string_view("\u00e9\0\xff", 4)));
		CPPUNIT_ASSERT_EQUAL(std::string("/messages%3F"), encodeUrl("/messages?", "/"));
	}
	void leavesEmptyParametersOut()
	{
		CPPUNIT_ASSERT_EQUAL(
			std::string("/list?q=a%26b&before=7"), urlOf("/list", {{"state", ""}, {"q", "a&b"}, {"before", "7"}}));
		CPPUNIT_ASSERT_EQUAL(std::string("/list"), urlOf("/list", {{"q", ""}}));
	}
	void takesTheHostOutOfAnOrigin()
	{
		const auto check = [](std::string_view host, std::string_view withPort, std::string_view origin) {
			CPPUNIT_ASSERT_EQUAL(std::string(host), std::string(hostOf(origin)));
			CPPUNIT_ASSERT_EQUAL(std::string(withPort), std::string(hostAndPortOf(origin)));
		};
		check("acme.example.com", "acme.example.com", "https://acme.example.com");
		check("acme.example.com", "acme.example.com:8443", "https://acme.example.com:8443");
		check("[::1]", "[::1]:8080", "http://[::1]:8080");
		check("localhost", "localhost", "localhost");
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(UrlTest);
