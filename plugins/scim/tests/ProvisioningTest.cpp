#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::scim::tests {

/// Tests people and groups through a server; tests/security/test_scim.py has the requests of identity providers.
class ProvisioningTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ProvisioningTest);
	CPPUNIT_TEST(keepsPeople);
	CPPUNIT_TEST(keepsGroups);
	CPPUNIT_TEST(isClosedToMembers);
	CPPUNIT_TEST(forgetsWhoIsErased);
	CPPUNIT_TEST(writesTheKernelsRefusalsAsScimDoes);
	CPPUNIT_TEST_SUITE_END();

	std::unique_ptr<harness::Server> _server;
	TenantId _boreal;
	UserId _ada, _bob;
	std::optional<harness::Client> _provider;

public:
	void setUp() override
	{
		_server = harness::Server::start(
			{.plugins = {"audit", "api_keys", "auth", "directory", "mail", "quotas", "scim"}});
		auto& directory = *_server->find<directory::Directory>();
		_boreal = *directory.addTenant({"Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		_ada = *directory.addPerson({_boreal, "Ada Lovelace", "ada@example.com", "super", {"fr-CA"}, ""});
		_bob = *directory.addPerson({_boreal, "Bob Roy", "bob@example.com", "member", {"fr-CA"}, ""});
		_provider.emplace(_server->signedIn(_boreal, _ada));
	}

private:
	static Value user(const std::string& name)
	{
		return Value::object({{"userName", name},
			{"externalId", "x-" + name},
			{"emails", Value::List{Value::object({{"value", name + "@example.com"}})}},
			{"name", Value::object({{"givenName", name}, {"familyName", "Test"}})}});
	}
	Value read(const harness::Answer& answer) const
	{
		const auto value = _server->json().parse(answer.body);
		return value ? *value : Value();
	}
	Value listed(const std::string& query) const
	{
		auto provider = *_provider;
		return read(provider.get("/scim/v2/" + query));
	}

	static void isScimError(harness::Server& server, const harness::Answer& answer, int status)
	{
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, status, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("application/scim+json"), answer.header("Content-Type"));
		const auto body = server.json().parse(answer.body);
		CPPUNIT_ASSERT(body);
		CPPUNIT_ASSERT_EQUAL(
			std::string("urn:ietf:params:scim:api:messages:2.0:Error"), (*body)["schemas"].list().front().text());
		CPPUNIT_ASSERT_EQUAL(std::to_string(status), (*body)["status"].text());
		CPPUNIT_ASSERT(!(*body)["detail"].text().empty());
	}

	void writesTheKernelsRefusalsAsScimDoes()
	{
		auto nobody = _server->anonymous();
		isScimError(*_server, nobody.get("/scim/v2/Users"), 401);
		auto browser = _server->signedIn(_boreal, _bob);
		browser.always("Accept", "text/html");
		isScimError(*_server, browser.get("/scim/v2/Users"), 403);
		isScimError(*_server, _server->signedIn(_boreal, _bob).get("/scim/v2/Users"), 403);
		isScimError(*_server, _provider->get("/scim/v2/Nothing"), 404);
		isScimError(*_server, _provider->send("PUT", "/scim/v2/Users", {}, "{}"), 405);
		const auto busy = harness::Server::start({.plugins = {"audit", "auth", "directory", "mail", "quotas", "scim"},
			.configuration = {{"http.per_minute", "5"}}});
		auto stranger = busy->anonymous();
		harness::Answer last;
		for (int i = 0; i < 20 && last.status != 429; ++i) last = stranger.get("/scim/v2/ServiceProviderConfig");
		isScimError(*busy, last, 429);
		CPPUNIT_ASSERT(!last.header("Retry-After").empty());
		CPPUNIT_ASSERT_EQUAL(
			std::string("application/problem+json"), nobody.get("/api/v1/users").header("Content-Type"));
		CPPUNIT_ASSERT_EQUAL(std::string("application/problem+json"), nobody.get("/scim/v2x").header("Content-Type"));
	}

	void keepsPeople()
	{
		const auto made = _provider->post("/scim/v2/Users", user("eve"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(made.body, 201, made.status);
		const auto path = "/scim/v2/Users/" + read(made)["id"].text();
		CPPUNIT_ASSERT_EQUAL(409, _provider->post("/scim/v2/Users", user("eve")).status);
		for (const char* filter:
			{"userName%20eq%20%22EVE%22", "externalId%20eq%20%22x-eve%22", "userName%20sw%20%22ev%22"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(
				filter, std::int64_t{1}, listed(std::string("Users?filter=") + filter)["totalResults"].integer());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, listed("Users?count=2")["totalResults"].integer());
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, listed("Users?count=2")["Resources"].list().size());
		const auto off = Value::object(
			{{"Operations", Value::List{Value::object({{"op", "Replace"}, {"path", "active"}, {"value", "False"}})}}});
		auto eve = _server->signedIn(_boreal, {read(made)["id"].text()});
		CPPUNIT_ASSERT_EQUAL(200, eve.get("/account").status);
		CPPUNIT_ASSERT_EQUAL(200, _provider->patch(path, off).status);
		CPPUNIT_ASSERT(eve.get("/account").status != 200);
		CPPUNIT_ASSERT_EQUAL(204, _provider->del(path).status);
		CPPUNIT_ASSERT_EQUAL(404, _provider->get(path).status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, listed("Users?startIndex=2&count=5")["totalResults"].integer());
		const auto back = _provider->post("/scim/v2/Users", user("eve"));
		CPPUNIT_ASSERT_EQUAL(201, back.status);
		CPPUNIT_ASSERT(read(back)["id"] == read(made)["id"] && read(back)["active"].flag());
	}

	void keepsGroups()
	{
		const auto members = Value::List{Value::object({{"value", _bob.value}})};
		const auto made = _provider->post(
			"/scim/v2/Groups", Value::object({{"displayName", "Notaries"}, {"externalId", "g"}, {"members", members}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(made.body, 201, made.status);
		const auto path = "/scim/v2/Groups/" + read(made)["id"].text();
		CPPUNIT_ASSERT_EQUAL(
			std::int64_t{1}, listed("Groups?filter=displayName%20eq%20%22notaries%22")["totalResults"].integer());
		const auto gone = Value::object({{"Operations",
			Value::List{Value::object({{"op", "remove"}, {"path", "members[value eq \"" + _bob.value + "\"]"}})}}});
		CPPUNIT_ASSERT_EQUAL(204, _provider->patch(path, gone).status);
		CPPUNIT_ASSERT(read(_provider->get(path))["members"].list().empty());
		CPPUNIT_ASSERT_EQUAL(204, _provider->del(path).status);
		CPPUNIT_ASSERT_EQUAL(404, _provider->get(path).status);
	}

	void isClosedToMembers()
	{
		auto bob = _server->signedIn(_boreal, _bob);
		CPPUNIT_ASSERT_EQUAL(403, bob.get("/scim/v2/Users").status);
		CPPUNIT_ASSERT_EQUAL(403, bob.post("/scim/v2/Users", user("eve")).status);
		CPPUNIT_ASSERT_EQUAL(401, _server->anonymous().get("/scim/v2/Users").status);
		CPPUNIT_ASSERT_EQUAL(409, _provider->del("/scim/v2/Users/" + _ada.value).status);
	}

	void forgetsWhoIsErased()
	{
		const auto id = read(_provider->post("/scim/v2/Users", user("eve")))["id"].text();
		CPPUNIT_ASSERT(_server->store("directory").write(_boreal, [&](Sql& sql) {
			return _server->find<directory::Directory>()->removePerson(sql, {id}, {});
		}));
		const auto left = _server->store("scim").read(_boreal, [&](Sql& sql) {
			return sql.query("SELECT user_id FROM scim_person WHERE tenant_id = :tenant AND user_id = ?", {id});
		});
		CPPUNIT_ASSERT(left && left->empty());
		CPPUNIT_ASSERT_EQUAL(201, _provider->post("/scim/v2/Users", user("eve")).status);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProvisioningTest);

}
