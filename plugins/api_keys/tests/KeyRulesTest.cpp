// Tests the rules of API keys that need no server: their texts, months, networks and ends.
#include "domain/KeyParts.h"
#include "handlers/KeyWire.h"
#include "services/Network.h"
#include "sx/month.h"

#include <cppunit/extensions/HelperMacros.h>

using sx::api_keys::Network;

class KeyRulesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(KeyRulesTest);
	CPPUNIT_TEST(knowsTheShapeOfAKey);
	CPPUNIT_TEST(countsMonthsOfTheCalendar);
	CPPUNIT_TEST(knowsWhatLiesWithinANetwork);
	CPPUNIT_TEST(refusesWhatIsNoNetwork);
	CPPUNIT_TEST(readsWhenAKeyEnds);
	CPPUNIT_TEST_SUITE_END();

public:
	void knowsTheShapeOfAKey()
	{
		const std::string good = "sx_abcdefghijk_" + std::string(43, 'x');
		CPPUNIT_ASSERT_EQUAL(std::string("abcdefghijk"), sx::api_keys::KeyParts::of(good)->id);
		CPPUNIT_ASSERT_EQUAL(good, sx::api_keys::KeyParts::join("abcdefghijk", std::string(43, 'x')));
		for (const auto& bad: {std::string(),
				 std::string("sx_"),
				 good + "x",
				 good.substr(1),
				 "sx_abcdefghijk." + std::string(43, 'x'),
				 "sx_abcdefghij'_" + std::string(43, 'x')})
			CPPUNIT_ASSERT_MESSAGE(bad, sx::api_keys::KeyParts::of(bad).error().code == sx::Code::Unauthenticated);
	}

	void countsMonthsOfTheCalendar()
	{
		const auto november = sx::Month::of(sx::fromMillis(1'795'532'400'000));  // 2026-11-24T15:00:00Z
		CPPUNIT_ASSERT_EQUAL(std::int64_t{202'611}, november.number);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1'796'083'200'000}, sx::toMillis(november.end));  // 2026-12-01T00:00:00Z
		const auto december = sx::Month::of(november.end);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{202'612}, december.number);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{202'701}, sx::Month::of(december.end).number);
	}

	void knowsWhatLiesWithinANetwork()
	{
		const auto small = *Network::of("203.0.113.0/24"), one = *Network::of("203.0.113.7"),
				   wide = *Network::of("0.0.0.0/0"), six = *Network::of("2001:DB8::/33");
		CPPUNIT_ASSERT(small.holds("203.0.113.0") && small.holds("203.0.113.255") && small.holds("::ffff:203.0.113.9"));
		CPPUNIT_ASSERT(!small.holds("203.0.114.0") && !small.holds("2001:db8::1") && !small.holds(""));
		CPPUNIT_ASSERT(one.holds("203.0.113.7") && !one.holds("203.0.113.6"));
		CPPUNIT_ASSERT(wide.holds("198.51.100.1") && !wide.holds("::1"));
		CPPUNIT_ASSERT(six.holds("2001:db8:7fff::1") && !six.holds("2001:db8:8000::1"));
		CPPUNIT_ASSERT_EQUAL(std::string("203.0.113.7"), one.text());
		CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/33"), six.text());
	}

	void refusesWhatIsNoNetwork()
	{
		for (const char* bad: {"",
				 "203.0.113",
				 "203.0.113.7/24",
				 "203.0.113.0/33",
				 "203.0.113.0/",
				 "203.0.113.0/-1",
				 "203.0.113.0/8x",
				 "2001:db8::1/64",
				 "acme.example.com",
				 "203.0.113.0/24/24"})
			CPPUNIT_ASSERT_MESSAGE(bad, !Network::of(bad));
	}

	void readsWhenAKeyEnds()
	{
		const auto now = sx::fromMillis(1'795'532'400'000);  // 2026-11-24T15:00:00Z
		const auto ends = [&](std::string_view text) { return sx::toMillis(**sx::api_keys::expiryOf(text, now)); };
		CPPUNIT_ASSERT(!*sx::api_keys::expiryOf("", now));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1'796'083'200'000}, ends("2026-11-30"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1'796'083'200'000}, ends("2026-12-01T00:00:00Z"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1'796'083'200'000}, ends("2026-11-30T19:00:00.123456-05:00"));
		CPPUNIT_ASSERT_EQUAL(sx::toMillis(now) + 86'400'000, ends("1d"));
		for (const char* bad: {"soon",
				 "0d",
				 "99999d",
				 "2026-11-31",
				 "2026-11-30T",
				 "2026-11-30T10:00:00",
				 "2026-11-30T25:00:00Z",
				 "2026-11-30T10:00:00.Z",
				 "2026-11-30T10:00:00+0500",
				 "2026-11-30 10:00:00Z"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(bad, std::string("expires"), sx::api_keys::expiryOf(bad, now).error().field);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(KeyRulesTest);
