// Tests what a company sets for itself (rows A3, D4, F7), as its administrators, its members, other companies and the
// operator see it.
#include "sx/directory/Directory.h"
#include "sx/directory/Groups.h"
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
	CPPUNIT_TEST(d3PeopleChooseTheirOwnOptions);
	CPPUNIT_TEST(d7WhatACompanyFixesIsFixedForEveryClient);
	CPPUNIT_TEST(d7ACompanysBoundsHoldForMessages);
	CPPUNIT_TEST(j6AGroupsChoiceIsItsMembers);
	CPPUNIT_TEST(peopleTouchNoLockOfTheirAdministrators);
	CPPUNIT_TEST(clientsLearnWhoDecided);
	CPPUNIT_TEST(onlyTheirOwnSettingsAreEverybodys);
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

	static constexpr const char* kApi = "/api/v1/settings";
	static sx::Value item(const char* name, sx::Value::Object members)
	{
		members.emplace("name", name);
		return sx::Value::object({{"items", sx::Value::List{sx::Value(std::move(members))}}});
	}
	sx::harness::Answer put(Client client, const std::string& query, const sx::Value& body)
	{
		return client.send("PUT", kApi + query, {{"Content-Type", "application/json"}}, _server->json().write(body));
	}
	static sx::Value settingIn(const sx::harness::Answer& answer, const std::string& name)
	{
		for (const auto& each: answer.json["items"].list())
			if (each["name"].text() == name) return each;
		return {};
	}
	/// Returns the status of a message with these options, and the code of its problem.
	std::string sends(Client client, const sx::Value::Object& options)
	{
		auto body = sx::Value::object({{"language", "fr"},
			{"recipients", sx::Value::List{sx::Value::object({{"address", "louis@example.com"}})}},
			{"files", sx::Value::List{sx::Value::object({{"id", "AAAAAAAAAAAAAAAAAAAAAA"}, {"bytes", 1096}})}}});
		for (const auto& [name, value]: options) body.set(name, value);
		const auto answer = client.post("/api/v1/messages", body);
		return std::to_string(answer.status) + " " + answer.json["code"].text() + " " + answer.json["field"].text();
	}

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
				 {"settings", "--tenant", "localhost", "set", "messages.person_hour", "5"},
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

	void d3PeopleChooseTheirOwnOptions()
	{
		auto julie = at(_boreal, "member");
		const auto page = julie.get("/account/settings");
		CPPUNIT_ASSERT(page.status == 200 && page.contains("Mes options") && !page.contains(".locked\""));
		CPPUNIT_ASSERT(!page.contains("messages.password_length"));
		CPPUNIT_ASSERT_EQUAL(
			303, julie.postForm("/account/settings", sx::Value::object({{"messages.opens", "7"}})).status);
		CPPUNIT_ASSERT(julie.get("/messages/new").contains("data-opens-default=\"7\""));
		CPPUNIT_ASSERT(at(_boreal, "member").get("/messages/new").contains("data-opens-default=\"1\""));
		CPPUNIT_ASSERT(julie.get("/account/settings").contains("Votre choix"));
		CPPUNIT_ASSERT_EQUAL(
			303, julie.postForm("/account/settings/reset", sx::Value::object({{"setting", "messages.opens"}})).status);
		CPPUNIT_ASSERT(julie.get("/messages/new").contains("data-opens-default=\"1\""));
	}

	void d7WhatACompanyFixesIsFixedForEveryClient()
	{
		auto julie = at(_boreal, "member"), admin = at(_boreal);
		julie.postForm("/account/settings", sx::Value::object({{"messages.opens", "7"}}));
		CPPUNIT_ASSERT_EQUAL(303,
			admin
				.postForm(kPath,
					sx::Value::object(
						{{"messages.opens", "2"}, {"messages.opens.rules", "1"}, {"messages.opens.locked", "1"}}))
				.status);
		CPPUNIT_ASSERT_EQUAL(std::string("201  "), sends(julie, {{"opens", 2}}));
		CPPUNIT_ASSERT_EQUAL(std::string("422 limited opens"), sends(julie, {{"opens", 3}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("the value is the default", std::string("201  "), sends(julie, {}));
		const auto composer = julie.get("/messages/new");
		CPPUNIT_ASSERT(composer.contains("data-opens-rule-fixed=\"true\"") &&
			composer.contains("data-opens-rule-note=\"Fixé par votre entreprise.\""));
		CPPUNIT_ASSERT(
			composer.contains("data-opens-rule-who=\"Un administrateur de votre entreprise peut le changer.\""));
		CPPUNIT_ASSERT(composer.contains("data-opens-rule-page=\"\""));
		const auto theirs = admin.get("/messages/new");
		CPPUNIT_ASSERT(theirs.contains("data-opens-rule-page=\"/admin/settings#messages-opens\""));
		CPPUNIT_ASSERT(theirs.contains("data-opens-rule-who=\"\""));
		const auto own = julie.get("/account/settings");
		CPPUNIT_ASSERT(own.contains("Fixé par votre entreprise."));
		// Who may change it is led to where it was fixed; nobody else to a page that is closed to them.
		CPPUNIT_ASSERT(!own.contains("/admin/settings#messages-opens"));
		CPPUNIT_ASSERT(admin.get("/account/settings").contains("href=\"/admin/settings#messages-opens\""));
		CPPUNIT_ASSERT(own.contains("De 1 heure à 30 jours"));
		CPPUNIT_ASSERT_EQUAL(std::string("/account/settings"),
			julie.postForm("/account/settings", sx::Value::object({{"messages.opens", "9"}})).header("Location"));
		CPPUNIT_ASSERT_EQUAL(std::string("403 locked"), [&] {
			const auto answer = put(julie, "", item("messages.opens", {{"value", 9}}));
			return std::to_string(answer.status) + " " + answer.json["code"].text();
		}());
		CPPUNIT_ASSERT_EQUAL(std::string("201  "), sends(at(_solstice, "member"), {{"opens", 3}}));
	}

	void d7ACompanysBoundsHoldForMessages()
	{
		auto admin = at(_boreal);
		CPPUNIT_ASSERT_EQUAL(
			200, put(admin, "?level=company", item("messages.expires", {{"min", "2h"}, {"max", "3d"}})).status);
		auto julie = at(_boreal, "member");
		CPPUNIT_ASSERT_EQUAL(std::string("201  "), sends(julie, {{"expires_in", 2 * 86'400}}));
		CPPUNIT_ASSERT_EQUAL(std::string("422 limited expires_in"), sends(julie, {{"expires_in", 4 * 86'400}}));
		CPPUNIT_ASSERT_EQUAL(std::string("422 limited expires_in"), sends(julie, {{"expires_in", 3600}}));
		CPPUNIT_ASSERT(julie.get("/messages/new").contains("data-hours-default=\"72\""));
		CPPUNIT_ASSERT_EQUAL(400, put(julie, "", item("messages.expires", {{"value", "4d"}})).status);
		const auto contradicts = put(admin, "?level=company", item("messages.expires", {{"min", "5d"}}));
		CPPUNIT_ASSERT_EQUAL(400, contradicts.status);
		CPPUNIT_ASSERT_EQUAL(std::string("messages.expires"), contradicts.json["field"].text());
		CPPUNIT_ASSERT_EQUAL(200, put(admin, "?level=company", item("messages.protects", {{"locked", true}})).status);
		CPPUNIT_ASSERT_EQUAL(std::string("422 limited protect"), sends(julie, {{"protect", "files"}}));
	}

	void j6AGroupsChoiceIsItsMembers()
	{
		const auto julie = person(_boreal, "member");
		auto& groups = *_server->find<sx::directory::Groups>();
		auto id = _server->store("directory").write(_boreal, [&](sx::Sql& sql) -> sx::Result<std::string> {
			auto made = groups.add(sql, {.name = "Ventes"}, {});
			if (!made) return made;
			if (auto done = groups.addMember(sql, *made, julie, {}); !done) return done.error();
			return made;
		});
		CPPUNIT_ASSERT(id);
		auto admin = at(_boreal);
		const auto path = "/admin/groups/" + *id + "/settings";
		CPPUNIT_ASSERT(admin.get(path).contains("Paramètres du groupe Ventes"));
		CPPUNIT_ASSERT_EQUAL(303,
			admin
				.postForm(path,
					sx::Value::object(
						{{"messages.opens", "4"}, {"messages.opens.rules", "1"}, {"messages.opens.locked", "1"}}))
				.status);
		auto client = _server->signedIn(_boreal, julie);
		CPPUNIT_ASSERT(client.get("/account/settings").contains("Fixé par le groupe Ventes."));
		CPPUNIT_ASSERT(
			admin.get("/admin/people/" + julie.value + "/settings").contains("href=\"" + path + "#messages-opens\""));
		CPPUNIT_ASSERT_EQUAL(std::string("422 limited opens"), sends(client, {{"opens", 5}}));
		const auto told = settingIn(client.get(kApi), "messages.opens");
		CPPUNIT_ASSERT(told["locked"].flag() && told["value"].integer() == 4);
		CPPUNIT_ASSERT_EQUAL(std::string("group Ventes"), told["by"].text() + " " + told["by_name"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("201  "), sends(at(_boreal, "member"), {{"opens", 5}}));
		CPPUNIT_ASSERT(
			_server->store("directory").write(_boreal, [&](sx::Sql& sql) { return groups.remove(sql, *id, {}); }));
		CPPUNIT_ASSERT_EQUAL(std::string("201  "), sends(client, {{"opens", 5}}));
	}

	void peopleTouchNoLockOfTheirAdministrators()
	{
		const auto user = person(_boreal, "member");
		auto julie = _server->signedIn(_boreal, user);
		const auto query = "?level=user&id=" + user.value;
		CPPUNIT_ASSERT_EQUAL(403, put(julie, "", item("messages.opens", {{"max", 9}})).status);
		CPPUNIT_ASSERT_EQUAL(403, put(julie, query, item("messages.opens", {{"locked", true}})).status);
		auto admin = at(_boreal);
		CPPUNIT_ASSERT_EQUAL(200, put(admin, query, item("messages.opens", {{"value", 3}, {"locked", true}})).status);
		CPPUNIT_ASSERT_EQUAL(403, put(julie, "", item("messages.opens", {{"value", 9}})).status);
		CPPUNIT_ASSERT_EQUAL(
			403, put(julie, "", item("messages.opens", {{"value", Value()}, {"locked", false}})).status);
		CPPUNIT_ASSERT(julie.get("/account/settings").contains("Fixé pour vous par un administrateur"));
		CPPUNIT_ASSERT(!julie.get("/account/settings").contains("/admin/people/"));
		CPPUNIT_ASSERT_EQUAL(std::string("422 limited opens"), sends(julie, {{"opens", 2}}));
		CPPUNIT_ASSERT(admin.get("/admin/people/" + user.value + "/settings").contains("Camille Roy"));
	}

	void clientsLearnWhoDecided()
	{
		auto admin = at(_boreal);
		const auto before = settingIn(admin.get(std::string(kApi) + "?level=company"), "messages.expires");
		CPPUNIT_ASSERT_EQUAL(std::string("10d default 1h 30d"),
			before["value"].text() + " " + before["by"].text() + " " + before["min"].text() + " " +
				before["max"].text());
		CPPUNIT_ASSERT(before["own"]["value"].isNull() && !before["locked"].flag());
		const auto after = settingIn(
			put(admin, "?level=company", item("messages.expires", {{"value", "5d"}})), "messages.expires");
		CPPUNIT_ASSERT_EQUAL(std::string("5d company"), after["value"].text() + " " + after["by"].text());
		CPPUNIT_ASSERT_EQUAL(
			std::string("company"), settingIn(at(_boreal, "member").get(kApi), "messages.expires")["by"].text());
		const auto back = settingIn(
			put(admin, "?level=company", item("messages.expires", {{"value", Value()}})), "messages.expires");
		CPPUNIT_ASSERT_EQUAL(std::string("default"), back["by"].text());
		CPPUNIT_ASSERT_EQUAL(404, put(admin, "?level=user", item("messages.password_length", {{"value", 9}})).status);
		CPPUNIT_ASSERT_EQUAL(400, admin.get(std::string(kApi) + "?level=system").status);
	}

	void onlyTheirOwnSettingsAreEverybodys()
	{
		auto julie = at(_boreal, "member");
		const auto other = person(_boreal, "member"), stranger = person(_solstice, "member");
		CPPUNIT_ASSERT_EQUAL(200, julie.get(kApi).status);
		CPPUNIT_ASSERT_EQUAL(403, julie.get(std::string(kApi) + "?level=company").status);
		CPPUNIT_ASSERT_EQUAL(403, julie.get(std::string(kApi) + "?level=user&id=" + other.value).status);
		CPPUNIT_ASSERT_EQUAL(403, put(julie, "?level=company", item("messages.opens", {{"value", 9}})).status);
		CPPUNIT_ASSERT_EQUAL(403, julie.get("/admin/people/" + other.value + "/settings").status);
		CPPUNIT_ASSERT_EQUAL(404, at(_boreal).get(std::string(kApi) + "?level=user&id=" + stranger.value).status);
		CPPUNIT_ASSERT_EQUAL(404, at(_boreal).get("/admin/people/" + stranger.value + "/settings").status);
		CPPUNIT_ASSERT_EQUAL(401, _server->anonymous().get(kApi).status);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SettingsTest);
