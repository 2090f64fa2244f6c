// Tests which companies, people and roles are valid.
#include "domain/People.h"
#include "sx/address.h"
#include "sx/arguments.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

class PeopleTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(PeopleTest);
	CPPUNIT_TEST(cleansPastedAddresses);
	CPPUNIT_TEST(refusesWhatIsNoAddress);
	CPPUNIT_TEST(refusesHostsWithPortOrCapitals);
	CPPUNIT_TEST(namesTheFieldAtFault);
	CPPUNIT_TEST(grantsEachRoleWhatTheOneBelowHas);
	CPPUNIT_TEST(grantsNothingToAnUnknownRole);
	CPPUNIT_TEST(writesTheSchemesOwnPortNowhere);
	CPPUNIT_TEST(refusesUnknownOptionsByName);
	CPPUNIT_TEST_SUITE_END();

public:
	void cleansPastedAddresses()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("camille.roy@example.com"), sx::cleanAddress(" Camille.Roy@Example.COM\r\n"));
		CPPUNIT_ASSERT_EQUAL(std::string(), sx::cleanAddress(" \t"));
	}

	void refusesWhatIsNoAddress()
	{
		for (const char* bad: {"", "a", "@b.co", "a@", "a b@c.co", "a@b..c", "a@b.co\nx", "é@b.co"})
			CPPUNIT_ASSERT_MESSAGE(bad, !sx::mailAddress(bad));
		for (const char* good: {"a@b.co", "o'brien+x@sub.example.com"})
			CPPUNIT_ASSERT_MESSAGE(good, sx::mailAddress(good));
	}

	void refusesHostsWithPortOrCapitals()
	{
		for (const char* bad: {"", "a:8080", "Acme.example.com", "-a.b", "a..b", "a/b", "a.b."})
			CPPUNIT_ASSERT_MESSAGE(bad, !sx::isHostName(bad));
		for (const char* good: {"localhost", "127.0.0.1", "acme.example.com"})
			CPPUNIT_ASSERT_MESSAGE(good, sx::isHostName(good));
	}

	void namesTheFieldAtFault()
	{
		const sx::directory::NewTenant good{"Acme", {"acme.example.com"}, {"fr-CA"}, "America/Toronto", {}};
		CPPUNIT_ASSERT(sx::directory::check(good));
		auto twice = good;
		twice.hosts = {"a.b", "a.b"};
		CPPUNIT_ASSERT_EQUAL(std::string("hosts[1]"), sx::directory::check(twice).error().field);
		auto zone = good;
		zone.timeZone = "../etc/passwd x";
		CPPUNIT_ASSERT_EQUAL(std::string("timeZone"), sx::directory::check(zone).error().field);
		const sx::directory::NewPerson person{{"t"}, "Camille\n", "c@example.com", "member", {"fr-CA"}, "UTC"};
		CPPUNIT_ASSERT_EQUAL(std::string("name"), sx::directory::check(person).error().field);
	}

	void grantsEachRoleWhatTheOneBelowHas()
	{
		const sx::directory::RoleTable roles{
			{"messages.send"}, {"directory.manage", "messages.send"}, {"billing.manage"}};
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, roles.permissionsOf("member").size());
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, roles.permissionsOf("admin").size());
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, roles.permissionsOf("super").size());
	}

	void grantsNothingToAnUnknownRole()
	{
		const sx::directory::RoleTable roles{{"messages.send"}, {}, {}};
		CPPUNIT_ASSERT(roles.permissionsOf("").empty());
		CPPUNIT_ASSERT(roles.permissionsOf("root").empty());
	}

	void writesTheSchemesOwnPortNowhere()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("https://a.b"), (sx::directory::OriginRule{"https", 443}.origin("a.b")));
		CPPUNIT_ASSERT_EQUAL(std::string("https://a.b"), (sx::directory::OriginRule{"https", 0}.origin("a.b")));
		CPPUNIT_ASSERT_EQUAL(
			std::string("http://localhost:8080"), (sx::directory::OriginRule{"http", 8080}.origin("localhost")));
	}

	void refusesUnknownOptionsByName()
	{
		const auto unknown = sx::Arguments::parse({"--nmae", "x"}, {"name"});
		CPPUNIT_ASSERT(!unknown && unknown.error().detail.find("--nmae") != std::string::npos);
		CPPUNIT_ASSERT(!sx::Arguments::parse({"--name"}, {"name"}));
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, sx::splitList(" a, b ,").size());
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(PeopleTest);
