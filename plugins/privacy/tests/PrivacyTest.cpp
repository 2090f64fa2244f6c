// Tests what privacy law asks for: a person's data, erasure, retention, the register of incidents.
#include "domain/Incident.h"
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"
#include "sx/statistics/Counters.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

namespace {

using namespace sx;

privacy::Incident incident()
{
	return {.noticed = "2026-11-20", .what = "Un courriel à la mauvaise personne", .people = 2};
}

}

class PrivacyTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(PrivacyTest);
	CPPUNIT_TEST(checksWhatIsEntered);
	CPPUNIT_TEST(closesASeriousIncidentOnlyOnceItWasTold);
	CPPUNIT_TEST(givesAPersonsDataAsOneFile);
	CPPUNIT_TEST(givesPeopleTheirOwnData);
	CPPUNIT_TEST(erasesAfterTheAddressWasWritten);
	CPPUNIT_TEST(keepsTheRegisterOfIncidents);
	CPPUNIT_TEST(forgetsWhatIsOld);
	CPPUNIT_TEST(refusesWhoMayNotManage);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override
	{
		_server = harness::Server::start(
			{.plugins = {"audit", "auth", "directory", "mail", "privacy", "quotas", "statistics", "tables"}});
		auto* directory = _server->find<directory::Directory>();
		auto tenant = directory->addTenant({"Notaires Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		CPPUNIT_ASSERT(tenant);
		_tenant = *tenant;
		_camille = person("Camille Roy", "camille@example.com", "admin");
		_marc = person("Marc Tremblay", "marc@example.com", "member");
	}

	void checksWhatIsEntered()
	{
		const std::string today = "2026-11-24";
		CPPUNIT_ASSERT(bool(privacy::check(incident(), today)));
		const auto fieldOf = [&](auto change) {
			auto wrong = incident();
			change(wrong);
			auto checked = privacy::check(wrong, today);
			return checked ? std::string() : checked.error().field;
		};
		CPPUNIT_ASSERT_EQUAL(std::string("noticed"), fieldOf([](auto& each) { each.noticed = ""; }));
		CPPUNIT_ASSERT_EQUAL(std::string("noticed"), fieldOf([](auto& each) { each.noticed = "2026-11-25"; }));
		CPPUNIT_ASSERT_EQUAL(std::string("happened"), fieldOf([](auto& each) { each.happened = "hier"; }));
		CPPUNIT_ASSERT_EQUAL(std::string("what"), fieldOf([](auto& each) { each.what = ""; }));
		CPPUNIT_ASSERT_EQUAL(std::string("what"), fieldOf([](auto& each) { each.what.assign(4001, 'a'); }));
		CPPUNIT_ASSERT_EQUAL(std::string("people"), fieldOf([](auto& each) { each.people = -1; }));
	}

	void closesASeriousIncidentOnlyOnceItWasTold()
	{
		auto serious = incident();
		serious.isSerious = serious.isClosed = true;
		CPPUNIT_ASSERT_EQUAL(std::string("is_closed"), privacy::check(serious, "2026-11-24").error().field);
		serious.toldAuthority = "2026-11-21";
		CPPUNIT_ASSERT(!privacy::check(serious, "2026-11-24"));
		serious.toldPeople = "2026-11-22";
		CPPUNIT_ASSERT(bool(privacy::check(serious, "2026-11-24")));
	}

	void givesAPersonsDataAsOneFile()
	{
		count(_marc);
		const auto file = admin().get(dataOf(_marc) + "/export?lang=fr");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(file.body, 200, file.status);
		CPPUNIT_ASSERT(file.header("Content-Disposition").find("donnees-personnelles.html") != std::string::npos);
		CPPUNIT_ASSERT(file.contains("Marc Tremblay") && file.contains("marc@example.com"));
		CPPUNIT_ASSERT_MESSAGE(file.body, file.contains("2026-11-24"));
		CPPUNIT_ASSERT(!file.contains("Camille"));
		CPPUNIT_ASSERT_MESSAGE("parts have titles", file.contains("Utilisation, jour par jour"));
		const auto json = admin().get(dataOf(_marc) + "/export?format=json");
		CPPUNIT_ASSERT_EQUAL(std::string("Marc Tremblay"), json.json["person"]["name"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, json.json["statistics"].list().front()["messages"].integer());
		CPPUNIT_ASSERT(admin().get("/api/v1/audit?kind=privacy.data_taken").json["items"].list().size() == 2);
	}

	void givesPeopleTheirOwnData()
	{
		const auto file = _server->signedIn(_tenant, _marc).get("/privacy/own?format=json");
		CPPUNIT_ASSERT_EQUAL(200, file.status);
		CPPUNIT_ASSERT_EQUAL(std::string("marc@example.com"), file.json["person"]["address"].text());
		const auto again = _server->signedIn(_tenant, _marc).get("/privacy/own?format=json");
		const auto& journal = again.json["audit"].list();
		const auto taken = std::find_if(journal.begin(), journal.end(), [](const Value& each) {
			return each["kind"].text() == "privacy.own_data_taken";
		});
		CPPUNIT_ASSERT_MESSAGE("what they did", taken != journal.end() && (*taken)["by"].text() == "you");
		CPPUNIT_ASSERT(taken->has("address"));
		admin().postForm("/admin/people/" + _marc.value + "/sign-out", Value::Object{});
		const auto later = _server->signedIn(_tenant, _marc).get("/privacy/own?format=json");
		const auto& entries = later.json["audit"].list();
		const auto ended = std::find_if(entries.begin(), entries.end(), [](const Value& each) {
			return each["kind"].text() == "directory.sessions_ended";
		});
		CPPUNIT_ASSERT_MESSAGE("what was done to them", ended != entries.end());
		CPPUNIT_ASSERT_EQUAL(std::string("somebody else"), (*ended)["by"].text());
		CPPUNIT_ASSERT_MESSAGE("where somebody else was is theirs", !ended->has("address"));
		CPPUNIT_ASSERT_EQUAL(401, _server->anonymous().get("/privacy/own").status);
	}

	void erasesAfterTheAddressWasWritten()
	{
		count(_marc);
		auto browser = admin();
		const auto page = browser.get(dataOf(_marc) + "?lang=en");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body, 200, page.status);
		CPPUNIT_ASSERT_MESSAGE(page.body, page.contains("Days of statistics"));
		auto wrong = browser.postForm(dataOf(_marc) + "/erase", Value::object({{"confirmation", "x@example.com"}}));
		CPPUNIT_ASSERT(wrong.header("Location").find("error=address") != std::string::npos);
		CPPUNIT_ASSERT(browser.get(dataOf(_marc) + "?error=address&lang=en").contains("exactly"));
		auto gone = browser.postForm(dataOf(_marc) + "/erase", Value::object({{"confirmation", "marc@example.com"}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(gone.body, 303, gone.status);
		CPPUNIT_ASSERT_EQUAL(404, browser.get(dataOf(_marc)).status);
		CPPUNIT_ASSERT(!_server->find<directory::Directory>()->byId(_tenant, _marc));
		const auto days = _server->store("statistics").read(_tenant, [&](Sql& sql) {
			return sql.query("SELECT COUNT(*) FROM statistics_day WHERE tenant_id = :tenant AND person <> ''");
		});
		CPPUNIT_ASSERT(days && days->front().integer(0) == 0);
		// An administrator cannot erase themself away: the company keeps one.
		auto self = browser.postForm(
			dataOf(_camille) + "/erase", Value::object({{"confirmation", "camille@example.com"}}));
		CPPUNIT_ASSERT_EQUAL(409, self.status);
	}

	void keepsTheRegisterOfIncidents()
	{
		auto browser = admin();
		const std::string path = "/admin/privacy/incidents";
		CPPUNIT_ASSERT(browser.get(path + "?lang=en").contains("No incident"));
		CPPUNIT_ASSERT_EQUAL(200, browser.get(path + "/new").status);
		auto wrong = browser.postForm(path, Value::object({{"noticed", "2026-11-20"}, {"what", ""}, {"people", "x"}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(wrong.body, 400, wrong.status);
		CPPUNIT_ASSERT(wrong.contains("what-error"));
		auto form = Value::object({{"noticed", "2026-11-20"}, {"what", "=Cartable perdu"}, {"people", "12"}});
		CPPUNIT_ASSERT_EQUAL(303, browser.postForm(path, form).status);
		const auto list = browser.get(path + "?lang=en");
		CPPUNIT_ASSERT(list.contains("Cartable perdu"));
		const auto link = list.body.find(path + "/0");
		CPPUNIT_ASSERT(link != std::string::npos);
		const auto one = list.body.substr(link, path.size() + 37);
		CPPUNIT_ASSERT(browser.get(one).contains("Cartable perdu"));
		form.set("is_serious", "1").set("is_closed", "1");
		CPPUNIT_ASSERT_EQUAL(400, browser.postForm(one, form).status);
		form.set("told_authority", "2026-11-21").set("told_people", "2026-11-21");
		CPPUNIT_ASSERT_EQUAL(303, browser.postForm(one, form).status);
		CPPUNIT_ASSERT(browser.get(path + "/export?format=csv&lang=en").contains("'=Cartable perdu,12,Yes"));
		const auto told = browser.get("/api/v1/audit?kind=privacy.incident_changed").json["items"].list();
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, told.size());
		CPPUNIT_ASSERT_EQUAL(false, told[0]["details"]["before"]["is_closed"].flag(true));
		CPPUNIT_ASSERT_EQUAL(true, told[0]["details"]["after"]["is_closed"].flag());
		CPPUNIT_ASSERT_MESSAGE("no text", _server->json().write(told[0]).find("Cartable") == std::string::npos);
	}

	void forgetsWhatIsOld()
	{
		count(_marc);
		CPPUNIT_ASSERT(_server->runSchedule("privacy.retention"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, daysKept());
		_server->advance(std::chrono::days(732));
		CPPUNIT_ASSERT(_server->runSchedule("privacy.retention"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, daysKept());
		const auto told = admin().get("/api/v1/audit?kind=privacy.old_data_forgotten").json["items"].list();
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, told.size());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, told[0]["details"]["count"].integer());
		CPPUNIT_ASSERT(admin().get("/admin/privacy?lang=en").contains("730 days"));
	}

	void refusesWhoMayNotManage()
	{
		auto member = _server->signedIn(_tenant, _marc);
		const std::string incidents = "/admin/privacy/incidents";
		for (const auto& path:
			{std::string("/admin/privacy"), dataOf(_camille), dataOf(_camille) + "/export", incidents})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(path, 403, member.get(path).status);
		CPPUNIT_ASSERT_EQUAL(403, member.postForm(dataOf(_camille) + "/erase", Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(403, member.postForm(incidents, Value::Object{}).status);
	}

private:
	UserId person(const std::string& name, const std::string& address, const std::string& role)
	{
		auto added = _server->find<directory::Directory>()->addPerson(
			{_tenant, name, address, role, {"fr-CA"}, "America/Toronto"});
		CPPUNIT_ASSERT_MESSAGE(added ? "" : added.error().detail, bool(added));
		return *added;
	}

	void count(const UserId& person)
	{
		auto done = _server->store("statistics").write(_tenant, [&](Sql& sql) {
			return _server->find<statistics::Counters>()->add(sql, person, _server->now(), {.messages = 1});
		});
		CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, bool(done));
	}

	std::int64_t daysKept()
	{
		auto rows = _server->store("statistics").read(_tenant, [](Sql& sql) {
			return sql.query("SELECT COUNT(*) FROM statistics_day WHERE tenant_id = :tenant");
		});
		CPPUNIT_ASSERT(rows);
		return rows->front().integer(0);
	}

	static std::string dataOf(const UserId& user) { return "/admin/privacy/people/" + user.value; }
	harness::Client admin() { return _server->signedIn(_tenant, _camille); }

	std::unique_ptr<harness::Server> _server;
	TenantId _tenant;
	UserId _camille, _marc;
};

CPPUNIT_TEST_SUITE_REGISTRATION(PrivacyTest);
