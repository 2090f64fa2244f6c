// Tests companies and people in a real server.
#include "sx/directory/Directory.h"
#include "sx/directory/Companies.h"
#include "sx/directory/SubDomain.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

#include <iostream>
#include <sstream>
#include <thread>

class DirectoryTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(DirectoryTest);
	CPPUNIT_TEST(findsACompanyByEachOfItsHosts);
	CPPUNIT_TEST(refusesAHostThatIsTaken);
	CPPUNIT_TEST(findsAPersonHoweverTheAddressIsWritten);
	CPPUNIT_TEST(refusesAnAddressTwiceInACompanyOnly);
	CPPUNIT_TEST(hidesPeopleFromOtherCompanies);
	CPPUNIT_TEST(refusesAPersonOfNoCompany);
	CPPUNIT_TEST(keepsEverythingThroughARestart);
	CPPUNIT_TEST(answersNoForeignHost);
	CPPUNIT_TEST(seesACompanyThatAnotherNodeAdded);
	CPPUNIT_TEST(changesACompanyWithItsHosts);
	CPPUNIT_TEST(addsThroughVerbs);
	CPPUNIT_TEST(listsThePeopleOfOneCompanyByName);
	CPPUNIT_TEST(a14KeepsTheProtectionOfRepliesUntilTheMobileIsForgotten);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override
	{
		_server = sx::harness::Server::start(
			{.plugins = {"audit", "directory"}, .settings = {{"directory.port", "8080"}, {"directory.refresh", "1s"}}});
		auto added = directory().addTenant({"Notaires Boréal",
			{"localhost", "boreal.localhost"},
			{"fr-CA"},
			"America/Toronto",
			sx::Value::object({{"theme", "boreal"}})});
		CPPUNIT_ASSERT_MESSAGE(added ? "" : added.error().detail, bool(added));
		_tenant = *added;
	}

	void findsACompanyByEachOfItsHosts()
	{
		const auto first = directory().tenantByHost("localhost"), second = directory().tenantByHost("boreal.localhost");
		CPPUNIT_ASSERT(first && first == second);
		CPPUNIT_ASSERT_EQUAL(std::string("Notaires Boréal"), first->name);
		CPPUNIT_ASSERT_EQUAL(std::string("http://localhost:8080"), first->origin);
		CPPUNIT_ASSERT_EQUAL(std::string("boreal"), first->brand["theme"].text());
		CPPUNIT_ASSERT(!directory().tenantByHost("elsewhere.localhost"));
	}

	void refusesAHostThatIsTaken()
	{
		const auto added = directory().addTenant({"Other", {"other.localhost", "localhost"}, {"en-CA"}, "UTC", {}});
		CPPUNIT_ASSERT(!added && added.error().code == sx::Code::Conflict);
		CPPUNIT_ASSERT_MESSAGE("nothing of it stays", !directory().tenantByHost("other.localhost"));
	}

	void findsAPersonHoweverTheAddressIsWritten()
	{
		const auto id = addPerson(_tenant, " Camille.Roy@Example.com ");
		const auto found = directory().byAddress(_tenant, "CAMILLE.ROY@example.com\n");
		CPPUNIT_ASSERT(found && found->id == id);
		CPPUNIT_ASSERT_EQUAL(std::string("camille.roy@example.com"), found->address);
		CPPUNIT_ASSERT_EQUAL(std::string("America/Toronto"), found->timeZone);
		CPPUNIT_ASSERT(directory().byId(_tenant, id));
	}

	void refusesAnAddressTwiceInACompanyOnly()
	{
		addPerson(_tenant, "a@example.com");
		const auto again = directory().addPerson({_tenant, "A", "A@example.com", "member", {"fr-CA"}, "UTC"});
		CPPUNIT_ASSERT(!again && again.error().code == sx::Code::Conflict && again.error().field == "address");
		addPerson(otherTenant(), "a@example.com");
	}

	void hidesPeopleFromOtherCompanies()
	{
		const auto id = addPerson(_tenant, "a@example.com");
		const auto other = otherTenant();
		CPPUNIT_ASSERT(directory().byId(other, id).error().code == sx::Code::Missing);
		CPPUNIT_ASSERT(directory().byAddress(other, "a@example.com").error().code == sx::Code::Missing);
	}

	void refusesAPersonOfNoCompany()
	{
		const auto added = directory().addPerson({{"nobody"}, "A", "a@example.com", "member", {"fr-CA"}, "UTC"});
		CPPUNIT_ASSERT(!added && added.error().code == sx::Code::Missing);
	}

	void keepsEverythingThroughARestart()
	{
		const auto id = addPerson(_tenant, "a@example.com");
		_server->restart();
		CPPUNIT_ASSERT(directory().tenantByHost("boreal.localhost"));
		CPPUNIT_ASSERT(directory().byId(_tenant, id));
	}

	void answersNoForeignHost()
	{
		CPPUNIT_ASSERT(_server->anonymous("evil.example.com").get("/").status != 200);
		CPPUNIT_ASSERT_EQUAL(0,
			static_cast<int>(_server->anonymous("evil.example.com").get("/").body.find("Boréal") != std::string::npos));
	}

	void seesACompanyThatAnotherNodeAdded()
	{
		// Write the rows as another node would, without this node's snapshot. The thread that notices them runs by the
		// real clock.
		const sx::TenantId id{_server->keys().uuid()};
		auto done = _server->store("directory").write(id, [&](sx::Sql& sql) -> sx::Result<> {
			auto row = sql.execute(
				"INSERT INTO directory_tenant (tenant_id, name, language, time_zone, brand, created, changed) "
				"VALUES (:tenant, 'Late', 'en-CA', 'UTC', '{}', 1, 9999999999999)");
			if (!row) return row.error();
			auto host = sql.execute(
				"INSERT INTO directory_host (tenant_id, host, position) VALUES (:tenant, 'late.localhost', 0)");
			if (!host) return host.error();
			return {};
		});
		CPPUNIT_ASSERT(done);
		const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
		while (!directory().tenantByHost("late.localhost") && std::chrono::steady_clock::now() < until)
			std::this_thread::yield();
		CPPUNIT_ASSERT(directory().tenantByHost("late.localhost"));
	}

	void changesACompanyWithItsHosts()
	{
		auto* companies = _server->find<sx::directory::Companies>();
		const auto other = directory().addTenant(
			{"Clinique Solstice", {"solstice.example.com"}, {"en-CA"}, "America/Toronto", {}});
		CPPUNIT_ASSERT(other);
		const auto change = [&](const std::string& name, std::vector<std::string> hosts) {
			return _server->store("directory").write(*other, [&](sx::Sql& sql) -> sx::Result<> {
				auto company = companies->company(sql);
				if (!company) return company.error();
				company->name = name;
				company->hosts = hosts;
				company->brand = sx::Value::object(
					{{"headline", sx::Value::object({{"fr", "<strong>Portail</strong>"}})}});
				return companies->change(sql, *company);
			});
		};
		CPPUNIT_ASSERT(change("Solstice inc.", {"soleil.example.com", "solstice.example.com"}));
		CPPUNIT_ASSERT(companies->seen());
		const auto tenant = directory().tenantByHost("soleil.example.com");
		CPPUNIT_ASSERT(tenant && tenant == directory().tenantByHost("solstice.example.com"));
		CPPUNIT_ASSERT_EQUAL(std::string("Solstice inc."), tenant->name);
		CPPUNIT_ASSERT(tenant->origin.starts_with("http://soleil.example.com"));
		CPPUNIT_ASSERT(tenant->brand["headline"]["fr"].isSafeHtml());

		const auto taken = change("Solstice", {"localhost"});
		CPPUNIT_ASSERT(!taken && taken.error().code == sx::Code::Conflict && taken.error().field == "hosts");
		CPPUNIT_ASSERT(!change("", {"soleil.example.com"}));
		CPPUNIT_ASSERT(change("Solstice", {"soleil.example.com"}));
		CPPUNIT_ASSERT(companies->seen());
		CPPUNIT_ASSERT(!directory().tenantByHost("solstice.example.com"));

		using sx::directory::HostFault;
		CPPUNIT_ASSERT(companies->faultOf(_tenant, "soleil.example.com") == HostFault::Taken);
		CPPUNIT_ASSERT(companies->faultOf(*other, "soleil.example.com") == HostFault::None);
		CPPUNIT_ASSERT(companies->faultOf(_tenant, "s0-leil.example.com") == HostFault::Alike);
		CPPUNIT_ASSERT(companies->faultOf(_tenant, "soleil.example.org") == HostFault::None);
		CPPUNIT_ASSERT(sx::directory::faultOfSubDomain("adm1n") == sx::directory::SubDomainFault::Reserved);
		CPPUNIT_ASSERT(sx::directory::faultOfSubDomain("secu-re") == sx::directory::SubDomainFault::Reserved);
		CPPUNIT_ASSERT(sx::directory::faultOfSubDomain("xn--abc") == sx::directory::SubDomainFault::Shape);
		CPPUNIT_ASSERT(sx::directory::faultOfSubDomain("notaires") == sx::directory::SubDomainFault::None);
	}

	void addsThroughVerbs()
	{
		CPPUNIT_ASSERT(_server->verb(
			{"tenant", "add", "--name", "Clinique Solstice", "--host", "solstice.localhost", "--language", "en-CA"}));
		CPPUNIT_ASSERT(_server->verb({"user",
			"add",
			"--tenant",
			"solstice.localhost",
			"--address",
			"priya.shah@example.com",
			"--name",
			"Priya Shah",
			"--role",
			"super"}));
		const auto tenant = directory().tenantByHost("solstice.localhost");
		CPPUNIT_ASSERT(tenant);
		const auto person = directory().byAddress(tenant->id, "priya.shah@example.com");
		CPPUNIT_ASSERT(person && person->role == "super" && person->language.tag == "en-CA");
		CPPUNIT_ASSERT(!_server->verb(
			{"user", "add", "--tenant", "solstice.localhost", "--address", "x@example.com", "--role", "root"}));
		CPPUNIT_ASSERT(!_server->verb({"user", "list", "--tenant", "nowhere.localhost"}));
		CPPUNIT_ASSERT_EQUAL(0, *_server->verb({"audit", "verify"}));
	}

	void listsThePeopleOfOneCompanyByName()
	{
		addPerson(otherTenant(), "stranger@example.com");
		addPerson(_tenant, "camille.roy@example.com");
		CPPUNIT_ASSERT(directory().addPerson({_tenant, "Anne Roy", "anne.roy@example.com", "admin", {"fr-CA"}, ""}));
		std::ostringstream out;
		auto* before = std::cout.rdbuf(out.rdbuf());
		const auto status = _server->verb({"user", "list", "--tenant", "localhost"});
		std::cout.rdbuf(before);
		CPPUNIT_ASSERT(status);
		const auto text = out.str();
		const auto anne = text.find("admin\tanne.roy@example.com\tAnne Roy");
		const auto camille = text.find("member\tcamille.roy@example.com\tCamille Roy");
		CPPUNIT_ASSERT(anne != std::string::npos && camille != std::string::npos && anne < camille);
		CPPUNIT_ASSERT_EQUAL(std::string::npos, text.find("stranger@example.com"));
	}

	void a14KeepsTheProtectionOfRepliesUntilTheMobileIsForgotten()
	{
		const auto id = addPerson(_tenant, "a@example.com");
		auto* mobiles = _server->find<sx::directory::Mobiles>();
		CPPUNIT_ASSERT(!mobiles->mobileOf(_tenant, id)->protectsReplies);
		const auto put = [&](std::string_view number) {
			return _server->store("directory").write(_tenant, [&](sx::Sql& sql) -> sx::Result<> {
				if (auto done = mobiles->setMobile(sql, id, number); !done) return done;
				return mobiles->setProtectsReplies(sql, id, true);
			});
		};
		CPPUNIT_ASSERT(put("+15145550142"));
		CPPUNIT_ASSERT(put(""));
		CPPUNIT_ASSERT_MESSAGE(
			"a number that goes takes no protection away", mobiles->mobileOf(_tenant, id)->protectsReplies);
		CPPUNIT_ASSERT(_server->verb({"user", "forget-mobile", "--tenant", "localhost", "--address", "A@example.com"}));
		CPPUNIT_ASSERT(!mobiles->mobileOf(_tenant, id)->protectsReplies);
		CPPUNIT_ASSERT(
			!_server->verb({"user", "forget-mobile", "--tenant", "localhost", "--address", "nobody@example.com"}));
	}

private:
	sx::directory::Directory& directory() { return *_server->find<sx::directory::Directory>(); }

	sx::UserId addPerson(const sx::TenantId& tenant, const char* address)
	{
		auto id = directory().addPerson({tenant, "Camille Roy", address, "member", {"fr-CA"}, ""});
		CPPUNIT_ASSERT_MESSAGE(id ? "" : id.error().detail, bool(id));
		return *id;
	}

	sx::TenantId otherTenant()
	{
		auto id = directory().addTenant({"Clinique Solstice", {"solstice.localhost"}, {"en-CA"}, "UTC", {}});
		CPPUNIT_ASSERT(id);
		return *id;
	}

	std::unique_ptr<sx::harness::Server> _server;
	sx::TenantId _tenant;
};

CPPUNIT_TEST_SUITE_REGISTRATION(DirectoryTest);
