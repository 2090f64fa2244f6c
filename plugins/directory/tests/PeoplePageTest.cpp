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
