// Tests what a company sets for itself (rows A3, D4, F7), as its administrators, its members, other companies and the
// operator see it.
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

using sx::harness::Client;

class SettingsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(SettingsTest);
	CPPUNIT_TEST(a3TwoCompaniesOfOneServerSuggestDifferentPasswords);
	CPPUNIT_TEST(d4ComesBackToTheServersValue);
	CPPUNIT_TEST(refusesAWrongValueAtItsField);
	CPPUNIT_TEST(changesAllOrNothing);
	CPPUNIT_TEST(refusesMembersStrangersAndOtherCompanies);
	CPPUNIT_TEST(refusesAFormWithoutItsToken);
	CPPUNIT_TEST(f7ShowsWhatTheOperatorLocks);
	CPPUNIT_TEST(theOperatorSetsItByCommand);
	CPPUNIT_TEST(writesWhoChangedWhatInTheJournal);
	CPPUNIT_TEST_SUITE_END();

	static constexpr const char* kPath = "/admin/settings";
	std::unique_ptr<sx::harness::Server> _server;
	sx::TenantId _boreal, _solstice;

	void start(std::map<std::string, std::string> configuration = {})
	{
		std::vector<std::string> all{"audit", "auth", "directory", "mail", "messages", "quotas", "sealed", "storage"};
		_server = sx::harness::Server::start({.plugins = std::move(all), .configuration = std::move(configuration)});
		_boreal = *directory().addTenant({"Notaires Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		_solstice = *directory().addTenant(
			{"Clinique Solstice", {"solstice.localhost"}, {"en-CA"}, "America/Toronto", {}});
	}
	sx::directory::Directory& directory() { return *_server->find<sx::directory::Directory>(); }

	sx::UserId person(const sx::TenantId& tenant, const std::string& role)
	{
		return *directory().addPerson({tenant,
			"Camille Roy",
			_server->keys().token() + "@example.com",
			role,
			{tenant == _boreal ? "fr-CA" : "en-CA"},
			""});
	}
	Client at(const sx::TenantId& tenant, const std::string& role = "admin")
	{
		return _server->signedIn(tenant, person(tenant, role), tenant == _boreal ? "localhost" : "solstice.localhost");
	}
	std::string lengthIn(const sx::TenantId& tenant)
	{
		const auto page = at(tenant, "member").get("/messages/new").body;
		const std::string mark = "data-password-length=\"";
		const auto from = page.find(mark) + mark.size();
		return page.substr(from, page.find('"', from) - from);
	}
	static sx::Value length(const char* value) { return sx::Value::object({{"messages.password_length", value}}); }

public:
	void setUp() override { start(); }

	void a3TwoCompaniesOfOneServerSuggestDifferentPasswords()
	{
		auto admin = at(_boreal);
		const auto page = admin.get(kPath);
		CPPUNIT_ASSERT(
			page.status == 200 && page.contains("Longueur du mot de passe suggéré") && page.contains("De 8 à 64."));
		const auto saved = admin.postForm(kPath,
			sx::Value::object({{"messages.password_length", " 20 "},
				{"messages.password_characters", ""},
				{"messages.password_characters.digits", "1"},
				{"messages.password_characters.upper", "1"}}));
		CPPUNIT_ASSERT_EQUAL(303, saved.status);
		CPPUNIT_ASSERT_EQUAL(std::string("20"), lengthIn(_boreal));
		CPPUNIT_ASSERT_EQUAL(std::string("12"), lengthIn(_solstice));
		CPPUNIT_ASSERT(
			at(_boreal, "member").get("/messages/new").contains("data-password-characters=\"upper digits\""));
		CPPUNIT_ASSERT(at(_solstice, "member")
						   .get("/messages/new")
						   .contains("data-password-characters=\"upper lower digits special\""));
		CPPUNIT_ASSERT(admin.get(kPath).contains("Choisi par votre entreprise"));
		CPPUNIT_ASSERT(!at(_solstice).get(kPath).contains("Chosen by your company"));
	}

	void d4ComesBackToTheServersValue()
	{
		auto admin = at(_boreal);
		CPPUNIT_ASSERT_EQUAL(303, admin.postForm(kPath, length("20")).status);
		CPPUNIT_ASSERT_EQUAL(303,
			admin.postForm("/admin/settings/reset", sx::Value::object({{"setting", "messages.password_length"}}))
				.status);
		CPPUNIT_ASSERT_EQUAL(std::string("12"), lengthIn(_boreal));
		CPPUNIT_ASSERT(!admin.get(kPath).contains("Choisi par votre entreprise"));
	}

	void refusesAWrongValueAtItsField()
	{
		const auto answer = at(_boreal).postForm(kPath, length("65"));
		CPPUNIT_ASSERT_EQUAL(400, answer.status);
		CPPUNIT_ASSERT_MESSAGE(
			"what was typed stays", answer.contains("value=\"65\"") && answer.contains("aria-invalid=\"true\""));
		CPPUNIT_ASSERT(answer.contains("1 champ à corriger") && answer.contains("De 8 à 64."));
		CPPUNIT_ASSERT_EQUAL(std::string("12"), lengthIn(_boreal));
	}

	void changesAllOrNothing()
	{
		const auto answer = at(_boreal).postForm(
			kPath, sx::Value::object({{"messages.password_length", "20"}, {"messages.password_characters", ""}}));
		CPPUNIT_ASSERT_EQUAL(400, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("12"), lengthIn(_boreal));
	}

	void refusesMembersStrangersAndOtherCompanies()
	{
		auto member = at(_boreal, "member");
		CPPUNIT_ASSERT_EQUAL(403, member.get(kPath).status);
		CPPUNIT_ASSERT_EQUAL(403, member.postForm(kPath, length("20")).status);
		CPPUNIT_ASSERT_EQUAL(403,
			member.postForm("/admin/settings/reset", sx::Value::object({{"setting", "messages.password_length"}}))
				.status);
		CPPUNIT_ASSERT(!member.get("/messages/new").contains("href=\"/admin/settings\""));
		auto foreign = _server->signedIn(_boreal, person(_boreal, "super"), "solstice.localhost");
		CPPUNIT_ASSERT(foreign.get(kPath).status != 200);
		CPPUNIT_ASSERT(foreign.postForm(kPath, length("20")).status != 303 ||
			foreign.postForm(kPath, length("20")).header("Location").starts_with("/sign-in"));
		CPPUNIT_ASSERT(_server->anonymous().get(kPath).status != 200);
		CPPUNIT_ASSERT_EQUAL(std::string("12"), lengthIn(_boreal));
		CPPUNIT_ASSERT_EQUAL(std::string("12"), lengthIn(_solstice));
	}

	void refusesAFormWithoutItsToken()
	{
		auto admin = at(_boreal);
		CPPUNIT_ASSERT_EQUAL(403, admin.csrf("").postForm(kPath, length("20")).status);
		CPPUNIT_ASSERT_EQUAL(std::string("12"), lengthIn(_boreal));
	}

	void f7ShowsWhatTheOperatorLocks()
	{
		_server.reset();
		start({{"plugins.locked", "[messages.password_length]"}});
		auto admin = at(_boreal);
		CPPUNIT_ASSERT(admin.get(kPath).contains("Fixé par l’exploitant du serveur"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(
			"as if it had not been said", std::string(kPath), admin.postForm(kPath, length("20")).header("Location"));
		CPPUNIT_ASSERT(!_server->verb({"settings", "--tenant", "localhost", "set", "messages.password_length", "20"}));
		CPPUNIT_ASSERT_EQUAL(std::string("12"), lengthIn(_boreal));
	}

	void theOperatorSetsItByCommand()
	{
		CPPUNIT_ASSERT(_server->verb({"settings", "--tenant", "localhost", "set", "messages.password_length", "16"}));
		CPPUNIT_ASSERT_EQUAL(std::string("16"), lengthIn(_boreal));
		const auto refused = _server->verb(
			{"settings", "--tenant", "localhost", "set", "messages.password_length", "7"});
		CPPUNIT_ASSERT(!refused && refused.error().detail.find("less than 8 (8 to 64)") != std::string::npos);
		CPPUNIT_ASSERT(_server->verb({"settings", "--tenant", "localhost"}));
		CPPUNIT_ASSERT(_server->verb({"settings", "--tenant", "localhost", "unset", "messages.password_length"}));
		CPPUNIT_ASSERT_EQUAL(std::string("12"), lengthIn(_boreal));
		for (const auto& words: std::vector<std::vector<std::string>>{{"settings"},
				 {"settings", "--tenant", "nowhere"},
				 {"settings", "--tenant", "localhost", "set", "messages.expires", "5d"},
				 {"settings", "--tenant", "localhost", "set", "messages.password_length"}})
			CPPUNIT_ASSERT(!_server->verb(words));
	}

	void writesWhoChangedWhatInTheJournal()
	{
		const auto user = person(_boreal, "admin");
		auto admin = _server->signedIn(_boreal, user);
		CPPUNIT_ASSERT_EQUAL(303, admin.postForm(kPath, length("20")).status);
		CPPUNIT_ASSERT_EQUAL(400, admin.postForm(kPath, length("99")).status);
		CPPUNIT_ASSERT(_server->verb({"settings", "--tenant", "localhost", "unset", "messages.password_length"}));
		auto rows = _server->store("audit").read(_boreal, [](sx::Sql& sql) {
			return sql.query("SELECT kind, actor, subject, details FROM audit_entry WHERE tenant_id = :tenant AND kind "
							 "LIKE 'directory.setting%' ORDER BY number");
		});
		CPPUNIT_ASSERT(rows);
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rows->size());
		CPPUNIT_ASSERT(rows->at(0).text(0) == "directory.setting_changed" && rows->at(0).text(1) == user.value &&
			rows->at(0).text(2) == "messages.password_length");
		CPPUNIT_ASSERT(rows->at(0).text(3).find("20") != std::string::npos);
		CPPUNIT_ASSERT(rows->at(1).text(0) == "directory.setting_reset" && rows->at(1).text(1).empty());
		CPPUNIT_ASSERT_EQUAL(0, *_server->verb({"audit", "verify"}));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SettingsTest);
