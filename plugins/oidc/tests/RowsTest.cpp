#include "store/OidcRows.h"
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::oidc::tests {

/// Tests what is stored: a company's provider, sign-ins that work once, and accounts that stay one person's.
class RowsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(RowsTest);
	CPPUNIT_TEST(keepsAProviderForEachCompany);
	CPPUNIT_TEST(takesASignInOnce);
	CPPUNIT_TEST(bindsAnAccountToOnePerson);
	CPPUNIT_TEST(showsThePageToSuperAdministratorsOnly);
	CPPUNIT_TEST_SUITE_END();

	std::unique_ptr<harness::Server> _server;
	TenantId _boreal, _other;
	UserId _ada, _bob;

public:
	void setUp() override
	{
		_server = harness::Server::start(
			{.plugins = {"audit", "api_keys", "auth", "directory", "mail", "oidc", "quotas"}});
		auto& directory = *_server->find<directory::Directory>();
		_boreal = *directory.addTenant({"Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		_other = *directory.addTenant({"Solstice", {"solstice.localhost"}, {"fr-CA"}, "America/Toronto", {}});
		_ada = *directory.addPerson({_boreal, "Ada Lovelace", "ada@example.com", "super", {"fr-CA"}, ""});
		_bob = *directory.addPerson({_boreal, "Bob Roy", "bob@example.com", "admin", {"fr-CA"}, ""});
	}

private:
	template <class F> auto write(F&& work) { return _server->store("oidc").write(_boreal, work); }

	void keepsAProviderForEachCompany()
	{
		rows::StoredCompany stored{.company = {.provider = Provider::Google,
									   .issuer = "https://accounts.google.com",
									   .clientId = "c",
									   .domains = {"example.com", "example.org"},
									   .isOn = true},
			.sealedSecret = "s"};
		for (const char* client: {"c", "d"})
		{
			stored.company.clientId = client;
			CPPUNIT_ASSERT(write([&](Sql& sql) { return rows::putCompany(sql, stored, _server->now()); }));
			const auto kept = write([](Sql& sql) { return rows::company(sql); });
			CPPUNIT_ASSERT(kept && kept->company == stored.company && kept->sealedSecret == "s");
		}
		const auto other = _server->store("oidc").read(_other, [](Sql& sql) { return rows::company(sql); });
		CPPUNIT_ASSERT(!other && other.error().code == Code::Missing);
		CPPUNIT_ASSERT(write([](Sql& sql) { return rows::removeCompany(sql); }));
		CPPUNIT_ASSERT(!write([](Sql& sql) { return rows::company(sql); }));
	}

	void takesASignInOnce()
	{
		const auto now = _server->now();
		const auto add = [&](const char* state, std::chrono::minutes life) {
			return write([&](Sql& sql) { return rows::addFlow(sql, {state, "b", "i", "c", "x"}, now + life); });
		};
		const auto take = [&](const char* state) {
			return bool(write([&](Sql& sql) { return rows::takeFlow(sql, state, now); }));
		};
		CPPUNIT_ASSERT(add("one", std::chrono::minutes(10)) && add("late", std::chrono::minutes(0)));
		CPPUNIT_ASSERT(take("one") && !take("one") && !take("late") && !take("none"));
		CPPUNIT_ASSERT(add("old", std::chrono::minutes(1)));
		_server->advance(std::chrono::minutes(2));
		CPPUNIT_ASSERT(_server->runSchedule("oidc.sweep"));
		CPPUNIT_ASSERT(!take("old"));
	}

	void bindsAnAccountToOnePerson()
	{
		const auto bind = [&](const char* subject, const UserId& user) {
			return write([&](Sql& sql) { return rows::bind(sql, "i", subject, user, _server->now()); }).value();
		};
		CPPUNIT_ASSERT(bind("a", _ada) && !bind("a", _bob) && !bind("a2", _ada) && bind("b", _bob));
		CPPUNIT_ASSERT(write([](Sql& sql) { return rows::personOf(sql, "i", "a"); }).value() == _ada);
		CPPUNIT_ASSERT_EQUAL(
			std::string("a"), write([&](Sql& sql) { return rows::accountsOf(sql, _ada); }).value().front().subject);
		auto ada = _server->signedIn(_boreal, _ada);
		CPPUNIT_ASSERT_EQUAL(
			303, ada.postForm("/admin/people/" + _ada.value + "/oidc/unlink", Value::object({})).status);
		CPPUNIT_ASSERT(!write([](Sql& sql) { return rows::personOf(sql, "i", "a"); }));
		CPPUNIT_ASSERT(bind("a2", _ada));
		auto bob = _server->signedIn(_boreal, _bob);
		CPPUNIT_ASSERT_EQUAL(
			403, bob.postForm("/admin/people/" + _ada.value + "/oidc/unlink", Value::object({})).status);
	}

	void showsThePageToSuperAdministratorsOnly()
	{
		auto ada = _server->signedIn(_boreal, _ada), bob = _server->signedIn(_boreal, _bob);
		const auto page = ada.get("/admin/sign-in");
		CPPUNIT_ASSERT_EQUAL(200, page.status);
		CPPUNIT_ASSERT(page.contains("http://localhost/sign-in/oidc/back") || page.contains("/sign-in/oidc/back"));
		CPPUNIT_ASSERT_EQUAL(403, bob.get("/admin/sign-in").status);
		const auto form = Value::object({{"provider", "other"},
			{"issuer", "https://127.0.0.1"},
			{"client_id", "c"},
			{"secret", "s"},
			{"domains", "example.com"},
			{"is_on", "1"}});
		CPPUNIT_ASSERT_EQUAL(403, bob.postForm("/admin/sign-in", form).status);
		CPPUNIT_ASSERT_EQUAL(400, ada.postForm("/admin/sign-in", form).status);
		CPPUNIT_ASSERT(_server->logged("an address in a private network"));
		CPPUNIT_ASSERT_EQUAL(404, _server->anonymous().get("/sign-in/oidc").status);
		CPPUNIT_ASSERT_EQUAL(403, _server->anonymous().get("/sign-in/oidc/back?state=x&code=y").status);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(RowsTest);

}
