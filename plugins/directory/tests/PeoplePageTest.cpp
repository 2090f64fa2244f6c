// Tests the page on which administrators end the access of others (F10): of whom they may, of whom they may not.
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

class PeoplePageTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(PeoplePageTest);
	CPPUNIT_TEST(findsAPersonByTheirAddress);
	CPPUNIT_TEST(deactivatesAndActivates);
	CPPUNIT_TEST(signsOutEverywhere);
	CPPUNIT_TEST(actsOnNobodyAboveAndNotOnOneself);
	CPPUNIT_TEST(isClosedToMembersKeysAndOtherCompanies);
	CPPUNIT_TEST(saysInTheJournalWhoDidIt);
	CPPUNIT_TEST(addsSomebodyAndMailsThemWhereToSignIn);
	CPPUNIT_TEST(i9AnAddressChangesByProofOfTheNewOne);
	CPPUNIT_TEST(i9AProofIsOverWhenItIsLateOrWhoAskedMayNoMore);
	CPPUNIT_TEST(d8SaysWhatDeletingLosesAndDeletes);
	CPPUNIT_TEST(d8ActsOnSeveralAndSaysBeforeWhatIsLost);
	CPPUNIT_TEST(d8NobodyIsLockedOutByASelection);
	CPPUNIT_TEST_SUITE_END();

	std::unique_ptr<sx::harness::Server> _server;
	sx::TenantId _boreal, _solstice;
	sx::UserId _marc, _julie, _camille, _priya;

	sx::UserId add(const sx::TenantId& tenant, const std::string& name, const std::string& role)
	{
		return *directory().addPerson({tenant, name, name + "@example.com", role, {"fr-CA"}, ""});
	}
	sx::directory::Directory& directory() { return *_server->find<sx::directory::Directory>(); }
	static std::string path(const sx::UserId& person, const std::string& change)
	{
		return "/admin/people/" + person.value + "/" + change;
	}
	/// Returns the path of the link in a mail that proves an address.
	static std::string linkOf(const sx::harness::PostedMail& mail)
	{
		const auto from = mail.text.find("/confirm-address/");
		CPPUNIT_ASSERT(from != std::string::npos);
		return mail.text.substr(from, mail.text.find_first_of(" \n", from) - from);
	}
	int post(const sx::UserId& by, const std::string& path)
	{
		return _server->signedIn(_boreal, by).postForm(path, sx::Value::Object{}).status;
	}

public:
	void setUp() override
	{
		_server = sx::harness::Server::start({.plugins = {"audit", "auth", "directory", "mail", "quotas"}});
		_boreal = *directory().addTenant({"Notaires Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		_solstice = *directory().addTenant(
			{"Clinique Solstice", {"solstice.localhost"}, {"en-CA"}, "America/Toronto", {}});
		_marc = add(_boreal, "marc", "admin");
		_camille = add(_boreal, "camille", "super");
		_julie = add(_boreal, "julie", "member");
		_priya = add(_solstice, "priya", "member");
	}

	void findsAPersonByTheirAddress()
	{
		auto marc = _server->signedIn(_boreal, _marc);
		const auto list = marc.get("/admin/people?search=Julie@Example.com");
		CPPUNIT_ASSERT(list.contains("/admin/people/" + _julie.value) && !list.contains(_camille.value));
		CPPUNIT_ASSERT(!marc.get("/admin/people").contains("/deactivate"));
		CPPUNIT_ASSERT(marc.get("/admin/people/" + _julie.value).contains(path(_julie, "deactivate")));
		const auto unknown = marc.get("/admin/people?search=priya@example.com");
		CPPUNIT_ASSERT_MESSAGE("of another company", unknown.contains("sx-empty") && !unknown.contains(_priya.value));
	}

	void deactivatesAndActivates()
	{
		auto julie = _server->signedIn(_boreal, _julie);
		auto marc = _server->signedIn(_boreal, _marc);
		const auto done = marc.postForm(path(_julie, "deactivate"), sx::Value::Object{});
		CPPUNIT_ASSERT_EQUAL(303, done.status);
		const auto page = marc.get(done.header("Location"));
		CPPUNIT_ASSERT(page.contains(path(_julie, "activate")) && !page.contains(path(_julie, "deactivate")));
		CPPUNIT_ASSERT_EQUAL(401, julie.get("/account").status);
		CPPUNIT_ASSERT_EQUAL(303, marc.postForm(path(_julie, "activate"), sx::Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(401, julie.get("/account").status);
		CPPUNIT_ASSERT_EQUAL(200, _server->signedIn(_boreal, _julie).get("/account").status);
	}

	void signsOutEverywhere()
	{
		auto julie = _server->signedIn(_boreal, _julie);
		CPPUNIT_ASSERT_EQUAL(303, post(_marc, path(_julie, "sign-out")));
		CPPUNIT_ASSERT_EQUAL(401, julie.get("/account").status);
		CPPUNIT_ASSERT(directory().byId(_boreal, _julie)->isActive);
	}

	void actsOnNobodyAboveAndNotOnOneself()
	{
		for (const auto* change: {"deactivate", "activate", "sign-out"})
		{
			CPPUNIT_ASSERT_EQUAL(403, post(_marc, path(_camille, change)));
			CPPUNIT_ASSERT_EQUAL(409, post(_marc, path(_marc, change)));
		}
		CPPUNIT_ASSERT_EQUAL(303, post(_camille, path(_marc, "deactivate")));
		CPPUNIT_ASSERT(directory().byId(_boreal, _camille)->isActive);
	}

	void isClosedToMembersKeysAndOtherCompanies()
	{
		CPPUNIT_ASSERT_EQUAL(403, post(_julie, path(_marc, "deactivate")));
		CPPUNIT_ASSERT_EQUAL(404, post(_marc, path(_priya, "deactivate")));
		CPPUNIT_ASSERT(directory().byId(_solstice, _priya)->isActive);
		auto foreign = _server->signedIn(_boreal, _marc);
		foreign.csrf("wrong");
		CPPUNIT_ASSERT_EQUAL(403, foreign.postForm(path(_julie, "deactivate"), sx::Value::Object{}).status);
	}

	void addsSomebodyAndMailsThemWhereToSignIn()
	{
		auto marc = _server->signedIn(_boreal, _marc);
		auto form = sx::Value::object({{"address", "JULIE@example.com"},
			{"first_name", "Ève"},
			{"last_name", "Côté"},
			{"role", "member"},
			{"language", "fr-CA"},
			{"time_zone", ""},
			{"activation", "1"}});
		const auto taken = marc.postForm("/admin/people/new", form);
		CPPUNIT_ASSERT_EQUAL(409, taken.status);
		CPPUNIT_ASSERT(taken.contains("id=\"address-error\"") && taken.contains("value=\"Ève\""));
		form.set("address", "eve@example.com");
		const auto added = marc.postForm("/admin/people/new", form);
		CPPUNIT_ASSERT_EQUAL(303, added.status);
		CPPUNIT_ASSERT(marc.get(added.header("Location")).contains("Ève Côté"));
		const auto mails = _server->mails();
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, mails.size());
		CPPUNIT_ASSERT(mails[0].to.find("eve@example.com") != std::string::npos &&
			mails[0].text.find("/sign-in") != std::string::npos);
		form.set("address", "bo@example.com").set("role", "super");
		CPPUNIT_ASSERT_EQUAL(400, marc.postForm("/admin/people/new", form).status);
	}

	/// Presses a button under the list with some people ticked, or the button of the question that follows.
	sx::harness::Answer several(
		const sx::UserId& by, const char* act, const std::vector<sx::UserId>& people, const char* step = "")
	{
		auto form = sx::Value::object({{"act", act}});
		for (const auto& each: people) form.set("person." + each.value, "1");
		return _server->signedIn(_boreal, by).postForm(std::string("/admin/people/selection") + step, form);
	}

	void d8ActsOnSeveralAndSaysBeforeWhatIsLost()
	{
		const auto eve = add(_boreal, "eve", "member");
		CPPUNIT_ASSERT(_server->signedIn(_boreal, _marc).get("/admin/people").contains("person." + eve.value));
		auto question = several(_marc, "suspend", {_julie, eve});
		CPPUNIT_ASSERT_EQUAL_MESSAGE(question.body, 200, question.status);
		CPPUNIT_ASSERT(question.contains("Suspendre 2 personnes?") && question.contains("julie@example.com"));
		CPPUNIT_ASSERT_MESSAGE("a question changes nothing", directory().byId(_boreal, _julie)->isActive);
		CPPUNIT_ASSERT_EQUAL(200, several(_marc, "suspend", {_julie, eve}, "/run").status);
		CPPUNIT_ASSERT(!directory().byId(_boreal, _julie)->isActive && !directory().byId(_boreal, eve)->isActive);

		const auto reminded = several(_marc, "remind", {_camille, _marc, _julie}, "/run");
		CPPUNIT_ASSERT_MESSAGE("a suspended one is not", reminded.contains("suspendue"));
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _server->mails().size());

		question = several(_marc, "remove", {_julie, eve});
		CPPUNIT_ASSERT(question.contains("Supprimer 2 personnes?"));
		CPPUNIT_ASSERT(directory().byId(_boreal, eve));
		const auto done = several(_marc, "remove", {_julie, eve, _priya}, "/run");
		CPPUNIT_ASSERT(done.contains("2 personnes sont supprimées"));
		CPPUNIT_ASSERT(!directory().byId(_boreal, _julie) && !directory().byId(_boreal, eve));
		CPPUNIT_ASSERT_MESSAGE("of another company", directory().byId(_solstice, _priya));
	}

	void d8NobodyIsLockedOutByASelection()
	{
		for (const auto* act: {"suspend", "remove"})
		{
			const auto done = several(_marc, act, {_camille, _marc}, "/run");
			CPPUNIT_ASSERT_EQUAL(200, done.status);
			CPPUNIT_ASSERT(directory().byId(_boreal, _camille)->isActive);
			CPPUNIT_ASSERT(directory().byId(_boreal, _marc)->isActive);
			CPPUNIT_ASSERT_EQUAL(200, several(_camille, act, {_camille}, "/run").status);
			CPPUNIT_ASSERT(directory().byId(_boreal, _camille)->isActive);
			CPPUNIT_ASSERT_EQUAL(403, several(_julie, act, {_marc}, "/run").status);
		}
		CPPUNIT_ASSERT_EQUAL(400, several(_marc, "promote", {_julie}, "/run").status);
		CPPUNIT_ASSERT_EQUAL(303, several(_marc, "remove", {}, "/run").status);
	}

	void i9AnAddressChangesByProofOfTheNewOne()
	{
		auto marc = _server->signedIn(_boreal, _marc);
		const auto ask = [&](const char* address) {
			return marc.postForm(path(_julie, "address"), sx::Value::object({{"address", address}})).status;
		};
		CPPUNIT_ASSERT_EQUAL(409, ask("Marc@example.com"));
		CPPUNIT_ASSERT_EQUAL(400, ask("nobody"));
		CPPUNIT_ASSERT_EQUAL(303, ask("New@Example.com"));
		auto julie = _server->signedIn(_boreal, _julie);
		const auto link = linkOf(_server->mails().back());
		auto stranger = _server->anonymous();
		CPPUNIT_ASSERT(stranger.get(link).contains("new@example.com"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(
			"looking changes nothing", std::string("julie@example.com"), directory().byId(_boreal, _julie)->address);
		CPPUNIT_ASSERT_EQUAL(404, _server->anonymous("solstice.localhost").get(link).status);
		CPPUNIT_ASSERT_EQUAL(200, stranger.postForm(link, sx::Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(std::string("new@example.com"), directory().byId(_boreal, _julie)->address);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("signs in anew", 401, julie.get("/account").status);
		CPPUNIT_ASSERT_EQUAL(404, stranger.postForm(link, sx::Value::Object{}).status);
		CPPUNIT_ASSERT(_server->mails().back().to.find("julie@example.com") != std::string::npos);
		auto rows = _server->store("audit").read(_boreal, [&](sx::Sql& sql) {
			return sql.query(
				"SELECT actor, details FROM audit_entry WHERE tenant_id = :tenant AND subject = ? AND kind = "
				"'directory.address_changed'",
				{_julie});
		});
		CPPUNIT_ASSERT(rows && rows->size() == 1);
		CPPUNIT_ASSERT_EQUAL(_marc.value + "{\"from\":\"julie@example.com\",\"to\":\"new@example.com\"}",
			rows->front().text(0) + rows->front().text(1));
	}

	void i9AProofIsOverWhenItIsLateOrWhoAskedMayNoMore()
	{
		auto marc = _server->signedIn(_boreal, _marc);
		const auto ask = [&] {
			marc.postForm(path(_julie, "address"), sx::Value::object({{"address", "new@example.com"}}));
			return linkOf(_server->mails().back());
		};
		const auto first = ask(), second = ask();
		auto stranger = _server->anonymous();
		CPPUNIT_ASSERT_EQUAL_MESSAGE("the newest counts", 404, stranger.get(first).status);
		CPPUNIT_ASSERT_EQUAL(200, stranger.get(second).status);
		CPPUNIT_ASSERT_EQUAL(303, post(_camille, path(_julie, "deactivate")));
		CPPUNIT_ASSERT(_server->verb(
			{"user", "role", "--tenant", "localhost", "--address", "julie@example.com", "--role", "super"}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("marc is below now", 409, stranger.postForm(second, sx::Value::Object{}).status);
		_server->advance(std::chrono::hours(49));
		CPPUNIT_ASSERT_EQUAL(404, stranger.get(second).status);
		CPPUNIT_ASSERT(_server->runSchedule("directory.sweep"));
		auto left = _server->store("directory").read(_boreal, [](sx::Sql& sql) {
			return sql.query("SELECT 1 FROM directory_address_change WHERE tenant_id = :tenant");
		});
		CPPUNIT_ASSERT(left && left->empty());
	}

	void d8SaysWhatDeletingLosesAndDeletes()
	{
		auto marc = _server->signedIn(_boreal, _marc);
		CPPUNIT_ASSERT(marc.get(path(_julie, "delete")).contains("julie@example.com"));
		CPPUNIT_ASSERT_EQUAL(303, marc.postForm(path(_julie, "delete"), sx::Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(404, marc.get("/admin/people/" + _julie.value).status);
		CPPUNIT_ASSERT_EQUAL(403, marc.postForm(path(_camille, "delete"), sx::Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(409, post(_camille, path(_camille, "delete")));
	}

	void saysInTheJournalWhoDidIt()
	{
		post(_marc, path(_julie, "sign-out"));
		auto rows = _server->store("audit").read(_boreal, [](sx::Sql& sql) {
			return sql.query("SELECT actor, subject FROM audit_entry WHERE tenant_id = :tenant AND kind = "
							 "'directory.sessions_ended'");
		});
		CPPUNIT_ASSERT(rows && rows->size() == 1);
		CPPUNIT_ASSERT_EQUAL(_marc.value + " " + _julie.value, rows->front().text(0) + " " + rows->front().text(1));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(PeoplePageTest);
