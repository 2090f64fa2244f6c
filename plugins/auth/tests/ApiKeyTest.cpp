// Tests API keys, and the demonstration, which makes one.
#include "tests/Portal.h"

#include <cppunit/extensions/HelperMacros.h>

#include <sys/stat.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

using sx::auth::tests::Portal;

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
	CPPUNIT_TEST(makesTheDemonstrationOnce);
	CPPUNIT_TEST_SUITE_END();

public:
	void actsForItsPerson()
	{
		Portal portal;
		auto program = portal.server->anonymous();
		program.apiKey(keyWith(portal, "directory.manage"));
		CPPUNIT_ASSERT_EQUAL(200, program.get("/admin/settings").status);
	}

	void reachesNoPageOfItsOwnersAccount()
	{
		Portal portal({}, {"audit", "auth", "directory", "mail", "quotas", "sms"});
		auto program = portal.server->anonymous();
		program.apiKey(keyWith(portal, "messages.send"));
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
		const auto key = keyWith(portal, "messages.send", {"--expires", "30d"});
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
		const auto few = firstLine(portal,
			{"api-key",
				"add",
				"--tenant",
				"localhost",
				"--user",
				Portal::kCamille,
				"--name",
				"Essai",
				"--scopes",
				"messages.send"});
		const auto greedy = firstLine(portal,
			{"api-key",
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
		const auto key = firstLine(
			portal, {"api-key", "add", "--tenant", "localhost", "--user", Portal::kCamille, "--name", "Essai"});
		auto& principals = *portal.server->find<sx::PrincipalSource>();
		auto forged = key;
		forged.back() = forged.back() == 'A' ? 'B' : 'A';
		CPPUNIT_ASSERT(principals.byApiKey(portal.boreal, forged, "").error().code == sx::Code::Unauthenticated);
		CPPUNIT_ASSERT(
			firstLine(portal, {"api-key", "list", "--tenant", "localhost"}).starts_with(key.substr(3, 11) + "\t"));
		CPPUNIT_ASSERT(portal.server->verb({"api-key", "revoke", "--tenant", "localhost", "--id", key.substr(3, 11)}));
		CPPUNIT_ASSERT(principals.byApiKey(portal.boreal, key, "").error().code == sx::Code::Unauthenticated);
		auto program = portal.server->anonymous();
		program.apiKey(key);
		CPPUNIT_ASSERT_EQUAL(401, program.get("/account").status);
	}

	void refusesTheKeyOfAnotherCompany()
	{
		Portal portal;
		const auto key = firstLine(
			portal, {"api-key", "add", "--tenant", "localhost", "--user", Portal::kCamille, "--name", "Essai"});
		auto program = portal.server->anonymous("solstice.localhost");
		program.apiKey(key);
		CPPUNIT_ASSERT_EQUAL(401, program.get("/account").status);
	}

	void keepsTheHashOnly()
	{
		Portal portal;
		const auto key = firstLine(
			portal, {"api-key", "add", "--tenant", "localhost", "--user", Portal::kCamille, "--name", "Essai"});
		auto rows = portal.server->store("auth").read(portal.boreal, [](sx::Sql& sql) {
			return sql.query("SELECT id, name, user_id, hash, scopes FROM auth_api_key WHERE tenant_id = :tenant");
		});
		CPPUNIT_ASSERT(rows && rows->size() == 1);
		for (std::size_t i = 0; i < 5; ++i)
			CPPUNIT_ASSERT(rows->front().text(i).find(key.substr(15)) == std::string::npos);
		CPPUNIT_ASSERT(!portal.server->logged(key.substr(15)));
	}

	void makesTheDemonstrationOnce()
	{
		auto server = sx::harness::Server::start(
			{.plugins = {"audit", "auth", "directory", "mail", "quotas"}, .settings = {{"directory.port", "8080"}}});
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
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, demo["tenants"].list().size());
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
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, directory.tenants()->size());
	}

private:
	static std::string read(const std::string& path)
	{
		std::ifstream in(path);
		return {std::istreambuf_iterator<char>(in), {}};
	}

	static std::string keyWith(Portal& portal, const std::string& scopes, const std::vector<std::string>& more = {})
	{
		std::vector<std::string> words{"api-key",
			"add",
			"--tenant",
			"localhost",
			"--user",
			Portal::kCamille,
			"--name",
			"Essai",
			"--scopes",
			scopes};
		words.insert(words.end(), more.begin(), more.end());
		return firstLine(portal, words);
	}

	/// Runs the verb and returns the first line that it printed: of `add`, the key.
	static std::string firstLine(Portal& portal, const std::vector<std::string>& words)
	{
		std::ostringstream out, silent;
		auto* before = std::cout.rdbuf(out.rdbuf());
		auto* errors = std::cerr.rdbuf(silent.rdbuf());
		auto status = portal.server->verb(words);
		std::cout.rdbuf(before);
		std::cerr.rdbuf(errors);
		CPPUNIT_ASSERT_MESSAGE(status ? "" : status.error().detail, bool(status));
		const auto text = out.str();
		return text.substr(0, text.find('\n'));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ApiKeyTest);
