// Tests the journal as administrators and keys read it: filters, cursors, names, files, verification.
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

namespace {

using namespace sx;

}

class JournalPageTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(JournalPageTest);
	CPPUNIT_TEST(listsTheNewestFirstByCursor);
	CPPUNIT_TEST(filtersByKindPersonSubjectAndDays);
	CPPUNIT_TEST(saysInWordsWhoDidWhatToWhom);
	CPPUNIT_TEST(showsBeforeAndAfter);
	CPPUNIT_TEST(refusesWhoMayNotRead);
	CPPUNIT_TEST(refusesWhatIsNoFilter);
	CPPUNIT_TEST(exportsTheFilteredListAndSaysSo);
	CPPUNIT_TEST(showsWhatACheckFound);
	CPPUNIT_TEST(keepsCompaniesApart);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override
	{
		_server = harness::Server::start({.plugins = {"audit", "auth", "directory", "mail", "quotas", "tables"}});
		auto* directory = _server->find<directory::Directory>();
		auto tenant = directory->addTenant({"Notaires Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto", {}});
		CPPUNIT_ASSERT(tenant);
		_tenant = *tenant;
		_camille = person("Camille Roy", "camille@example.com", "admin");
		_marc = person("Marc Tremblay", "marc@example.com", "member");
	}

	void listsTheNewestFirstByCursor()
	{
		for (int i = 0; i < 7; ++i) append("directory.person_activated", _camille, "s" + std::to_string(i));
		auto admin = _server->signedIn(_tenant, _camille);
		std::vector<std::string> subjects;
		std::string before;
		for (int pages = 0; pages < 4; ++pages)
		{
			const auto page = admin.get("/api/v1/audit?kind=directory.person_activated&limit=3" + before);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body, 200, page.status);
			for (const auto& item: page.json["items"].list()) subjects.push_back(item["subject"].text());
			if (page.json["next"].isNull()) break;
			before = "&before=" + page.json["next"].text();
		}
		CPPUNIT_ASSERT(subjects == std::vector<std::string>({"s6", "s5", "s4", "s3", "s2", "s1", "s0"}));
	}

	void filtersByKindPersonSubjectAndDays()
	{
		append("directory.person_activated", _camille, _marc.value);
		_server->advance(std::chrono::days(3));
		append("directory.person_deactivated", _camille, _marc.value);
		append("directory.sessions_ended", _marc, _camille.value);
		auto admin = _server->signedIn(_tenant, _camille);
		const auto kinds = [&](const std::string& query) {
			std::multiset<std::string> out;
			const auto page = admin.get("/api/v1/audit?" + query);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body, 200, page.status);
			for (const auto& item: page.json["items"].list())
				if (item["kind"].text() != "directory.person_added" && item["kind"].text() != "directory.tenant_added")
					out.insert(item["kind"].text().substr(10));
			return out;
		};
		using Set = std::multiset<std::string>;
		CPPUNIT_ASSERT(kinds("kind=directory.sessions_ended") == Set({"sessions_ended"}));
		CPPUNIT_ASSERT(kinds("actor=camille") == Set({"person_activated", "person_deactivated"}));
		CPPUNIT_ASSERT(kinds("actor=" + _marc.value) == Set({"sessions_ended"}));
		CPPUNIT_ASSERT(kinds("subject=tremblay") == Set({"person_activated", "person_deactivated"}));
		CPPUNIT_ASSERT(kinds("subject=tremblay&kind=directory.person_activated") == Set({"person_activated"}));
		CPPUNIT_ASSERT(kinds("subject=nobody-at-all").empty());
		// The first day is 2026-11-24 in Toronto.
		CPPUNIT_ASSERT(kinds("from=2026-11-25") == Set({"person_deactivated", "sessions_ended"}));
		CPPUNIT_ASSERT(kinds("to=2026-11-24") == Set({"person_activated"}));
		CPPUNIT_ASSERT(kinds("from=2026-11-25&to=2026-11-26").empty());
	}

	void saysInWordsWhoDidWhatToWhom()
	{
		append("directory.person_deactivated", _camille, _marc.value);
		append("directory.person_deactivated", {}, _marc.value);
		append("nobody.knows_this", _camille, "x");
		auto admin = _server->signedIn(_tenant, _camille);
		const auto french = admin.get("/admin/journal?lang=fr");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(french.body, 200, french.status);
		CPPUNIT_ASSERT(french.contains("Camille Roy a suspendu Marc Tremblay."));
		CPPUNIT_ASSERT(french.contains("Le serveur a suspendu Marc Tremblay."));
		CPPUNIT_ASSERT(french.contains("nobody.knows_this"));
		CPPUNIT_ASSERT(admin.get("/admin/journal?lang=en").contains("Camille Roy suspended Marc Tremblay."));
	}

	void showsBeforeAndAfter()
	{
		append("directory.role_changed",
			_camille,
			_marc.value,
			Value::object({{"before", Value::object({{"role", "member"}, {"name", "Marc"}})},
				{"after", Value::object({{"role", "admin"}, {"name", "Marc"}})}}));
		const auto page = _server->signedIn(_tenant, _camille).get("/admin/journal?lang=en");
		CPPUNIT_ASSERT_MESSAGE(page.body, page.contains("<del>member</del>") && page.contains("<ins>admin</ins>"));
		CPPUNIT_ASSERT_MESSAGE("what did not change is not shown", !page.contains("<del>Marc</del>"));
	}

	void refusesWhoMayNotRead()
	{
		auto member = _server->signedIn(_tenant, _marc);
		for (const auto* path: {"/admin/journal", "/api/v1/audit", "/admin/journal/export?format=csv"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(path, 403, member.get(path).status);
		CPPUNIT_ASSERT_EQUAL(403, member.postForm("/admin/journal/verify", Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(401, _server->anonymous().get("/api/v1/audit").status);
	}

	void refusesWhatIsNoFilter()
	{
		auto admin = _server->signedIn(_tenant, _camille);
		const std::pair<const char*, const char*> wrong[] = {{"from=yesterday", "from"},
			{"to=2026-02-30", "to"},
			{"before=abc", "before"},
			{"limit=0", "limit"},
			{"limit=501", "limit"}};
		for (const auto& [query, field]: wrong)
		{
			const auto answer = admin.get(std::string("/api/v1/audit?") + query);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(query, 400, answer.status);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(query, std::string(field), answer.json["field"].text());
		}
	}

	void exportsTheFilteredListAndSaysSo()
	{
		for (int i = 0; i < 3; ++i) append("directory.person_activated", _camille, _marc.value);
		append("directory.sessions_ended", _camille, "=1+1");
		auto admin = _server->signedIn(_tenant, _camille);
		const auto file = admin.get("/admin/journal/export?format=csv&kind=directory.sessions_ended&lang=fr");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(file.body, 200, file.status);
		CPPUNIT_ASSERT(file.header("Content-Disposition").find("journal-2026-11-24.csv") != std::string::npos);
		CPPUNIT_ASSERT_MESSAGE(file.body, file.contains("a déconnecté"));
		CPPUNIT_ASSERT(file.contains("Toronto"));
		CPPUNIT_ASSERT(file.contains(",'=1+1,"));
		CPPUNIT_ASSERT(!file.contains("réactivé Marc"));
		for (const auto* format: {"tsv", "xlsx", "pdf"})
			CPPUNIT_ASSERT_EQUAL(200, admin.get(std::string("/admin/journal/export?format=") + format).status);
		const auto noted = admin.get("/api/v1/audit?kind=audit.exported").json["items"].list();
		CPPUNIT_ASSERT_EQUAL(std::size_t{4}, noted.size());
		CPPUNIT_ASSERT_EQUAL(std::string("csv"), noted.back()["details"]["format"].text());
	}

	void showsWhatACheckFound()
	{
		auto admin = _server->signedIn(_tenant, _camille);
		CPPUNIT_ASSERT(admin.get("/admin/journal?lang=en").contains("has not been verified yet"));
		CPPUNIT_ASSERT_EQUAL(303, admin.postForm("/admin/journal/verify", Value::Object{}).status);
		_server->runJobs();
		CPPUNIT_ASSERT(admin.get("/admin/journal?lang=en").contains("The journal is intact."));
		auto changed = _server->store("audit").write(_tenant, [](Sql& sql) {
			return sql.execute("UPDATE audit_entry SET actor = 'x' WHERE tenant_id = :tenant AND number = 2");
		});
		CPPUNIT_ASSERT(changed);
		CPPUNIT_ASSERT(_server->runSchedule("audit.check_all"));
		const auto page = admin.get("/admin/journal?lang=en");
		CPPUNIT_ASSERT(page.contains("was changed outside the server"));
		CPPUNIT_ASSERT(page.contains("entry 2: was altered"));
	}

	void keepsCompaniesApart()
	{
		append("directory.person_activated", _camille, "ours");
		auto* directory = _server->find<directory::Directory>();
		auto other = directory->addTenant({"Solstice", {"solstice.localhost"}, {"en-CA"}, "UTC", {}});
		CPPUNIT_ASSERT(other);
		auto priya = directory->addPerson({*other, "Priya Shah", "priya@example.com", "admin", {"en-CA"}, ""});
		CPPUNIT_ASSERT(priya);
		auto admin = _server->signedIn(*other, *priya, "solstice.localhost");
		const auto all = admin.get("/api/v1/audit?limit=500");
		CPPUNIT_ASSERT_EQUAL(200, all.status);
		CPPUNIT_ASSERT(!all.contains("ours"));
		CPPUNIT_ASSERT(admin.get("/api/v1/audit?actor=camille").json["items"].list().empty());
		CPPUNIT_ASSERT(admin.get("/api/v1/audit?subject=ours").json["items"].list().empty());
	}

private:
	UserId person(const std::string& name, const std::string& address, const std::string& role)
	{
		auto added = _server->find<directory::Directory>()->addPerson(
			{_tenant, name, address, role, {"fr-CA"}, "America/Toronto"});
		CPPUNIT_ASSERT_MESSAGE(added ? "" : added.error().detail, bool(added));
		return *added;
	}

	void append(const std::string& kind, const UserId& actor, const std::string& subject, Value details = {})
	{
		auto done = _server->store("audit").write(_tenant, [&](Sql& sql) {
			return _server->find<audit::Journal>()->append(
				sql, {.kind = kind, .actor = actor, .subject = subject, .details = std::move(details)});
		});
		CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, bool(done));
	}

	std::unique_ptr<harness::Server> _server;
	TenantId _tenant;
	UserId _camille, _marc;
};

CPPUNIT_TEST_SUITE_REGISTRATION(JournalPageTest);
