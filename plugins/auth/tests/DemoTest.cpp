// Tests the demonstration: its companies, people and API keys.
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <map>

class DemoTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(DemoTest);
	CPPUNIT_TEST(makesTheDemonstrationOnce);
	CPPUNIT_TEST(givesEachCompanyPeopleOfEveryTypeAndAKeyOfItsOwn);
	CPPUNIT_TEST_SUITE_END();

public:
	void makesTheDemonstrationOnce()
	{
		auto server = sx::harness::Server::start(
			{.plugins = {"api_keys", "audit", "auth", "directory", "mail", "quotas"},
				.settings = {{"directory.port", "8080"}}});
		CPPUNIT_ASSERT_EQUAL(0, *server->verb({"demo"}));
		const auto path = server->dataFolder() + "/demo.json";
		const auto first = read(path);
		struct stat status
		{
		};
		CPPUNIT_ASSERT_EQUAL(0, stat(path.c_str(), &status));
		CPPUNIT_ASSERT_EQUAL(0600, static_cast<int>(status.st_mode & 0777));

		const auto demo = *server->json().parse(first);
		CPPUNIT_ASSERT_EQUAL(std::string("http://localhost:8080"), demo["portal"].text());
		CPPUNIT_ASSERT_EQUAL(std::size_t{4}, demo["tenants"].list().size());
		CPPUNIT_ASSERT_EQUAL(std::string("http://solstice.localhost:8080"), demo["tenants"].list()[1]["portal"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("camille.roy@example.com"), demo["users"].list()[0]["address"].text());
		auto& directory = *server->find<sx::directory::Directory>();
		const auto tenant = directory.tenantByHost("127.0.0.1");
		CPPUNIT_ASSERT(tenant &&
			server->find<sx::PrincipalSource>()
				->byApiKey(tenant->id, demo["api_key"].text(), "")
				->may("messages.send"));

		CPPUNIT_ASSERT_EQUAL(0, *server->verb({"demo"}));
		CPPUNIT_ASSERT_EQUAL(first, read(path));
		CPPUNIT_ASSERT_EQUAL(std::size_t{4}, directory.tenants()->size());
	}

	void givesEachCompanyPeopleOfEveryTypeAndAKeyOfItsOwn()
	{
		auto server = sx::harness::Server::start(
			{.plugins = {"api_keys", "audit", "auth", "directory", "mail", "quotas"}});
		CPPUNIT_ASSERT_EQUAL(0, *server->verb({"demo"}));
		const auto demo = *server->json().parse(read(server->dataFolder() + "/demo.json"));
		auto& directory = *server->find<sx::directory::Directory>();
		auto& principals = *server->find<sx::PrincipalSource>();
		for (const char* subdomain: {"acme", "beta"})
		{
			const auto found = named(demo, subdomain);
			std::map<std::string, int> roles;
			for (const auto& each: found["users"].list()) ++roles[each["role"].text()];
			CPPUNIT_ASSERT(roles["super"] == 1 && roles["admin"] > 0 && roles["member"] > 0);
			const auto tenant = directory.tenantByHost(std::string(subdomain) + ".localhost");
			const auto owner = directory.byAddress(tenant->id, found["users"].list().front()["address"].text());
			CPPUNIT_ASSERT_EQUAL(std::string("super"), owner->role);
			const auto key = principals.byApiKey(tenant->id, found["api_key"].text(), "");
			CPPUNIT_ASSERT(key && key->user == owner->id && key->permissions == owner->permissions);
			for (const char* other: {"boreal", "solstice", "acme", "beta"})
				CPPUNIT_ASSERT_EQUAL(std::string(other) == subdomain,
					bool(principals.byApiKey(
						directory.tenantByHost(std::string(other) + ".localhost")->id, found["api_key"].text(), "")));
		}
	}

private:
	static sx::Value named(const sx::Value& demo, std::string_view subdomain)
	{
		for (const auto& each: demo["tenants"].list())
			if (each["subdomain"].text() == subdomain) return each;
		CPPUNIT_FAIL("no such company");
		return {};
	}

	static std::string read(const std::string& path)
	{
		std::ifstream in(path);
		return {std::istreambuf_iterator<char>(in), {}};
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(DemoTest);
