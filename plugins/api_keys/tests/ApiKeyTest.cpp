// Tests what API keys may do, and how they end.
#include "tests/Portal.h"

#include <cppunit/extensions/HelperMacros.h>

using sx::api_keys::tests::Portal;

class ApiKeyTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ApiKeyTest);
	CPPUNIT_TEST(actsForItsPerson);
	CPPUNIT_TEST(reachesNoPageOfItsOwnersAccount);
	CPPUNIT_TEST(refusesScopesThatNobodyHas);
	CPPUNIT_TEST(expires);
	CPPUNIT_TEST(grantsNoMoreThanScopesAndRole);
	CPPUNIT_TEST(refusesRevokedAndForgedKeys);
	CPPUNIT_TEST(refusesTheKeyOfAnotherCompany);
	CPPUNIT_TEST(keepsTheHashOnly);
	CPPUNIT_TEST_SUITE_END();

public:
	void actsForItsPerson()
	{
		Portal portal;
		auto program = portal.server->anonymous();
		program.apiKey(portal.keyWith("directory.manage"));
		CPPUNIT_ASSERT_EQUAL(200, program.get("/admin/quotas").status);
	}

	void reachesNoPageOfItsOwnersAccount()
	{
		Portal portal({"sms"});
		auto program = portal.server->anonymous();
		program.apiKey(portal.keyWith("messages.send"));
		CPPUNIT_ASSERT_EQUAL(403, program.get("/account").status);
		CPPUNIT_ASSERT_EQUAL(
			403, program.postForm("/account/mobile", sx::Value::object({{"mobile", "514 555-0142"}})).status);
		CPPUNIT_ASSERT_EQUAL(403, program.postForm("/account/replies", sx::Value::object({{"protects", "1"}})).status);
		auto person = portal.server->signedIn(portal.boreal, portal.camille);
		CPPUNIT_ASSERT_EQUAL(403, program.postForm("/sign-out/everywhere", sx::Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(200, person.get("/account").status);
	}

	void refusesScopesThatNobodyHas()
	{
		Portal portal;
		for (const auto* scopes: {"nothing.at.all", "messages.send,message.read", ","})
		{
			auto made = portal.server->verb({"api-key",
				"add",
				"--tenant",
				"localhost",
				"--user",
				Portal::kCamille,
				"--name",
				"Essai",
				"--scopes",
				scopes});
			CPPUNIT_ASSERT(!made && made.error().field == "scopes");
		}
	}

	void expires()
	{
		Portal portal;
		auto& principals = *portal.server->find<sx::PrincipalSource>();
		const auto key = portal.keyWith("messages.send", {"--expires", "30d"});
		portal.server->advance(std::chrono::hours(30 * 24 - 1));
		CPPUNIT_ASSERT(principals.byApiKey(portal.boreal, key, ""));
		portal.server->advance(std::chrono::hours(1));
		CPPUNIT_ASSERT(principals.byApiKey(portal.boreal, key, "").error().code == sx::Code::Unauthenticated);
		for (const auto* wrong: {"soon", "0d", "2020-01-01", "99999d"})
			CPPUNIT_ASSERT(!portal.server->verb({"api-key",
				"add",
				"--tenant",
				"localhost",
				"--user",
				Portal::kCamille,
				"--name",
				"Essai",
				"--expires",
				wrong}));
	}

	void grantsNoMoreThanScopesAndRole()
	{
		Portal portal;
		const auto few = portal.firstLine({"api-key",
			"add",
			"--tenant",
			"localhost",
			"--user",
			Portal::kCamille,
			"--name",
			"Essai",
			"--scopes",
			"messages.send"});
		const auto greedy = portal.firstLine({"api-key",
			"add",
			"--tenant",
			"localhost",
			"--user",
			"julie.gagnon@example.com",
			"--name",
			"Essai",
			"--scopes",
			"messages.send,directory.manage"});
		auto& principals = *portal.server->find<sx::PrincipalSource>();
		const auto camille = principals.byApiKey(portal.boreal, few, ""),
				   julie = principals.byApiKey(portal.boreal, greedy, "");
		CPPUNIT_ASSERT(
			camille && camille->isApiKey && camille->may("messages.send") && !camille->may("directory.manage"));
		CPPUNIT_ASSERT(julie && julie->may("messages.send") && !julie->may("directory.manage"));
	}

	void refusesRevokedAndForgedKeys()
	{
		Portal portal;
		const auto key = portal.firstLine(
			{"api-key", "add", "--tenant", "localhost", "--user", Portal::kCamille, "--name", "Essai"});
		auto& principals = *portal.server->find<sx::PrincipalSource>();
		auto forged = key;
		forged.back() = forged.back() == 'A' ? 'B' : 'A';
		CPPUNIT_ASSERT(principals.byApiKey(portal.boreal, forged, "").error().code == sx::Code::Unauthenticated);
		CPPUNIT_ASSERT(
			portal.firstLine({"api-key", "list", "--tenant", "localhost"}).starts_with(key.substr(3, 11) + "\t"));
		CPPUNIT_ASSERT(portal.server->verb({"api-key", "revoke", "--tenant", "localhost", "--id", key.substr(3, 11)}));
		CPPUNIT_ASSERT(principals.byApiKey(portal.boreal, key, "").error().code == sx::Code::Unauthenticated);
		auto program = portal.server->anonymous();
		program.apiKey(key);
		CPPUNIT_ASSERT_EQUAL(401, program.get("/account").status);
	}

	void refusesTheKeyOfAnotherCompany()
	{
		Portal portal;
		const auto key = portal.firstLine(
			{"api-key", "add", "--tenant", "localhost", "--user", Portal::kCamille, "--name", "Essai"});
		auto program = portal.server->anonymous("solstice.localhost");
		program.apiKey(key);
		CPPUNIT_ASSERT_EQUAL(401, program.get("/account").status);
	}

	void keepsTheHashOnly()
	{
		Portal portal;
		const auto key = portal.firstLine(
			{"api-key", "add", "--tenant", "localhost", "--user", Portal::kCamille, "--name", "Essai"});
		auto rows = portal.server->store("api_keys").read(portal.boreal, [](sx::Sql& sql) {
			return sql.query("SELECT id, name, user_id, hash, scopes FROM api_keys_key WHERE tenant_id = :tenant");
		});
		CPPUNIT_ASSERT(rows && rows->size() == 1);
		for (std::size_t i = 0; i < 5; ++i)
			CPPUNIT_ASSERT(rows->front().text(i).find(key.substr(15)) == std::string::npos);
		CPPUNIT_ASSERT(!portal.server->logged(key.substr(15)));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ApiKeyTest);
