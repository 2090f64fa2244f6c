#include "domain/Thesaurus.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::policy::tests {

/// Tests the company's lists (row A16), from the administrator's form to the JSON that clients fetch.
class ThesaurusTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ThesaurusTest);
	CPPUNIT_TEST(takesAPastedList);
	CPPUNIT_TEST(refusesWhatIsNoRule);
	CPPUNIT_TEST(keepsListsAndGivesThemToClients);
	CPPUNIT_TEST(searchesAndTurnsPages);
	CPPUNIT_TEST(asksForThePermission);
	CPPUNIT_TEST(recordsEachChange);
	CPPUNIT_TEST_SUITE_END();

	static std::unique_ptr<sx::harness::Server> start()
	{
		sx::harness::Options options;
		options.plugins = {"policy"};
		return sx::harness::Server::start(std::move(options));
	}
	static sx::Value form(std::string name, std::string words)
	{
		return sx::Value::object({{"name", std::move(name)},
			{"kind", "words"},
			{"words", std::move(words)},
			{"action", "force"},
			{"gate_password", "1"},
			{"is_on", "1"}});
	}

	void takesAPastedList()
	{
		const std::vector<std::string> wanted{"NAS", "carte de crédit", "diagnostic"};
		CPPUNIT_ASSERT(wanted == wordsOf("NAS\r\n  carte   de crédit;nas,, diagnostic\n"));
		CPPUNIT_ASSERT(wanted == wordsOf(linesOf(wanted)));
		CPPUNIT_ASSERT(wordsOf(" \n,;").empty());
	}

	void refusesWhatIsNoRule()
	{
		const List fine{.name = "Santé", .words = {"diagnostic"}, .gates = {"password"}};
		CPPUNIT_ASSERT(check(fine));
		auto fieldOf = [](List list) {
			auto checked = check(list);
			return checked ? std::string() : checked.error().field;
		};
		List list = fine;
		list.name.clear();
		CPPUNIT_ASSERT_EQUAL(std::string("name"), fieldOf(list));
		list = fine;
		list.words.clear();
		CPPUNIT_ASSERT_EQUAL(std::string("words"), fieldOf(list));
		list.kind = Kind::Sin;
		CPPUNIT_ASSERT_EQUAL(std::string(), fieldOf(list));
		list = fine;
		list.words.front().resize(101, 'a');
		CPPUNIT_ASSERT_EQUAL(std::string("words"), fieldOf(list));
		list = fine;
		list.action = kActions.valueOf("forbid");
		CPPUNIT_ASSERT_EQUAL(std::string("action"), fieldOf(list));
		list = fine;
		list.gates.clear();
		CPPUNIT_ASSERT_EQUAL(std::string("gates"), fieldOf(list));
	}

	void keepsListsAndGivesThemToClients()
	{
		auto server = start();
		auto admin = server->member({"policy.thesaurus"});
		const auto saved = admin.postForm("/admin/thesaurus/new", form("Santé", "diagnostic\nordonnance"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(saved.body, 303, saved.status);
		auto writer = server->member({"policy.read"}, "Louis Gagné");
		auto lists = writer.get("/api/v1/policy/thesaurus").json["lists"].list();
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, lists.size());
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, lists[0]["words"].list().size());
		CPPUNIT_ASSERT_EQUAL(std::string("force"), lists[0]["action"].text());
		const auto path = "/admin/thesaurus/" + lists[0]["id"].text();
		for (const char* language: {"fr", "en"})
		{
			const auto page = admin.get(path + "?lang=" + language);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body, 200, page.status);
			CPPUNIT_ASSERT(page.contains("diagnostic\nordonnance"));
		}
		auto off = form("Santé", "diagnostic");
		sx::Value without = sx::Value::object({});
		for (const auto& [name, value]: off.members())
			if (name != "is_on") without.set(name, value);
		CPPUNIT_ASSERT_EQUAL(303, admin.postForm(path, without).status);
		CPPUNIT_ASSERT(writer.get("/api/v1/policy/thesaurus").json["lists"].list().empty());
		const auto refused = admin.postForm(path, form("", "diagnostic"));
		CPPUNIT_ASSERT_EQUAL(400, refused.status);
		CPPUNIT_ASSERT(refused.contains("id=\"name-error\""));
		CPPUNIT_ASSERT_EQUAL(303, admin.postForm(path + "/delete", sx::Value::object({})).status);
		CPPUNIT_ASSERT_EQUAL(404, admin.get(path).status);
		CPPUNIT_ASSERT(!server->logged("pages.word.failed"));
	}

	void searchesAndTurnsPages()
	{
		auto server = start();
		auto admin = server->member({"policy.thesaurus"});
		for (int i = 10; i < 32; ++i)
			admin.postForm("/admin/thesaurus/new", form("Liste " + std::to_string(i), "mot" + std::to_string(i)));
		const auto first = admin.get("/admin/thesaurus");
		CPPUNIT_ASSERT(first.contains("Liste 29") && !first.contains("Liste 30") && first.contains("rel=\"next\""));
		CPPUNIT_ASSERT(admin.get("/admin/thesaurus?page=2").contains("Liste 31"));
		const auto found = admin.get("/admin/thesaurus?q=MOT17");
		CPPUNIT_ASSERT(found.contains("Liste 17") && !found.contains("Liste 18"));
		CPPUNIT_ASSERT(admin.get("/admin/thesaurus?q=rien%25").contains("sx-empty"));
		admin.postForm("/admin/thesaurus/new", form("École", "Élève"));
		for (const char* sought: {"%C3%89cole", "%C3%A9COLE", "%C3%A9l%C3%A8ve", "%C3%89L%C3%88VE"})
			CPPUNIT_ASSERT_MESSAGE(
				sought, admin.get(std::string("/admin/thesaurus?q=") + sought).contains(">École</a>"));
	}

	void asksForThePermission()
	{
		auto server = start();
		auto writer = server->member({"policy.read"});
		CPPUNIT_ASSERT_EQUAL(403, writer.get("/admin/thesaurus").status);
		CPPUNIT_ASSERT_EQUAL(403, writer.postForm("/admin/thesaurus/new", form("a", "b")).status);
		CPPUNIT_ASSERT(server->anonymous().get("/api/v1/policy/thesaurus").status != 200);
	}

	void recordsEachChange()
	{
		auto server = sx::harness::Server::start({.plugins = {"audit", "policy", "quotas", "sealed", "storage"}});
		auto admin = server->member({"policy.thesaurus", "policy.read"});
		CPPUNIT_ASSERT_EQUAL(303, admin.postForm("/admin/thesaurus/new", form("Santé", "diagnostic")).status);
		const auto list = admin.get("/api/v1/policy/thesaurus").json["lists"].list().front();
		const auto path = "/admin/thesaurus/" + list["id"].text();
		CPPUNIT_ASSERT_EQUAL(303, admin.postForm(path, form("Santé", "ordonnance")).status);
		CPPUNIT_ASSERT_EQUAL(303, admin.postForm(path + "/delete", sx::Value::object({})).status);
		auto rows = server->store("audit").read(server->tenant(), [&](sx::Sql& sql) {
			return sql.query("SELECT kind FROM audit_entry WHERE tenant_id = :tenant AND subject = ? ORDER BY number",
				{list["id"].text()});
		});
		CPPUNIT_ASSERT(rows);
		std::string kinds;
		for (std::size_t i = 0; i < rows->size(); ++i) kinds += (*rows)[i].text(0) + ' ';
		CPPUNIT_ASSERT_EQUAL(std::string("policy.list_added policy.list_changed policy.list_deleted "), kinds);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ThesaurusTest);

}
