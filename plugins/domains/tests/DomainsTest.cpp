#include "services/Claims.h"
#include "sx/harness/Harness.h"
#include "tests/NameServer.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::domains::tests {

/// Tests claims inside a real server that asks a real name server.
class DomainsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(DomainsTest);
	CPPUNIT_TEST(claimsAndProves);
	CPPUNIT_TEST(saysWhyThereIsNoProof);
	CPPUNIT_TEST(givesADomainToOneCompanyOnly);
	CPPUNIT_TEST(refusesWhatNobodyCanClaim);
	CPPUNIT_TEST(keepsCompaniesApart);
	CPPUNIT_TEST(leavesMembersAndKeysWithoutTheScopeOut);
	CPPUNIT_TEST(looksAgainAndTellsAdministratorsBeforeItLapses);
	CPPUNIT_TEST(letsTheOperatorDecide);
	CPPUNIT_TEST(allowsPeopleInProvedAndPublicDomainsOnly);
	CPPUNIT_TEST(givesTheDemonstrationsCompaniesTheirs);
	CPPUNIT_TEST(journalsEveryChange);
	CPPUNIT_TEST(showsItsPagesInBothLanguages);
	CPPUNIT_TEST(explainsTheMailRecordsOnThePage);
	CPPUNIT_TEST_SUITE_END();

	static constexpr const char* kApi = "/api/v1/domains";

	std::unique_ptr<NameServer> _dns;
	std::unique_ptr<harness::Server> _server;
	TenantId _acme, _beta;
	UserId _ana, _max;

	directory::Directory& directory() const { return *_server->find<directory::Directory>(); }
	TenantId company(const char* name, const char* host) const
	{
		return *directory().addTenant({name, {host}, {"fr-CA"}, "America/Toronto", {}});
	}
	UserId person(const TenantId& tenant, const std::string& address, const char* role) const
	{
		return *directory().addPerson({tenant, "Ana Lee", address, role, {"fr-CA"}, ""});
	}
	harness::Client ana() const { return _server->signedIn(_acme, _ana); }
	harness::Client max() const { return _server->signedIn(_beta, _max, "beta.localhost"); }
	static Value claimed(harness::Client client, const char* name)
	{
		const auto made = client.post(kApi, Value::object({{"name", name}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(made.body, 201, made.status);
		return made.json;
	}
	static harness::Answer verify(harness::Client client, const Value& claim)
	{
		return client.post(std::string(kApi) + "/" + claim["id"].text() + "/verify");
	}
	static std::string stateAfter(harness::Client client, const Value& claim)
	{
		const auto done = verify(std::move(client), claim);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(done.body, 200, done.status);
		return done.json["state"].text() + " " + done.json["finding"].text();
	}
	static std::string record(const Value& claim) { return "@ TXT \"" + claim["txt"].text() + "\"\n"; }
	static std::string refusal(const harness::Answer& answer)
	{
		return std::to_string(answer.status) + " " + answer.json["code"].text() + " " + answer.json["field"].text();
	}
	std::string claiming(harness::Client client, const char* name) const
	{
		return refusal(client.post(kApi, Value::object({{"name", name}})));
	}

public:
	void setUp() override
	{
		_dns = std::make_unique<NameServer>(std::map<std::string, std::string>{
			{"acme.example.com", "mail A 127.0.0.1"}, {"broken.example.com", ""}, {"xn--cole-9oa.example", ""}});
		harness::Options options;
		options.plugins = {"audit", "auth", "directory", "domains", "mail", "quotas"};
		options.settings = {{"domains.resolvers", "[\"" + _dns->address() + "\"]"},
			{"domains.timeout", "1s"},
			{"domains.dkim_selectors", "[s1]"},
			{"domains.spf_include", "spf.service.example"}};
		_server = harness::Server::start(std::move(options));
		_acme = company("Acme", "localhost");
		_beta = company("Beta", "beta.localhost");
		_ana = person(_acme, "ana@acme.example.com", "super");
		_max = person(_beta, "max@beta.example.com", "admin");
	}
	void tearDown() override
	{
		_server.reset();
		_dns.reset();
	}

	void claimsAndProves()
	{
		const auto claim = claimed(ana(), "ACME.example.com");
		CPPUNIT_ASSERT_EQUAL(std::string("acme.example.com"), claim["name"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("waiting"), claim["state"].text());
		CPPUNIT_ASSERT(claim["txt"].text().size() > 40);
		CPPUNIT_ASSERT_EQUAL(std::string("waiting no_record"), stateAfter(ana(), claim));
		_dns->serve("acme.example.com", "@ TXT \"v=spf1 -all\"\n" + record(claim));
		CPPUNIT_ASSERT_EQUAL(std::string("proved record"), stateAfter(ana(), claim));
		const auto list = ana().get(kApi).json;
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, list["items"].list().size());
		CPPUNIT_ASSERT_EQUAL(std::string("proved"), list["items"].list()[0]["state"].text());
		CPPUNIT_ASSERT(list.has("next") && list["next"].isNull());
		CPPUNIT_ASSERT_EQUAL(204, ana().del(std::string(kApi) + "/" + claim["id"].text()).status);
		CPPUNIT_ASSERT_EQUAL(404, ana().del(std::string(kApi) + "/" + claim["id"].text()).status);
		const auto again = claimed(ana(), "acme.example.com");
		CPPUNIT_ASSERT_MESSAGE("each claim has a value of its own", again["txt"].text() != claim["txt"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("waiting no_record"), stateAfter(ana(), again));
	}

	void saysWhyThereIsNoProof()
	{
		_dns->serve("acme.example.com", "alias CNAME ns\nns TXT \"x\"\n");
		const auto finding = [&](const char* name) { return stateAfter(ana(), claimed(ana(), name)); };
		CPPUNIT_ASSERT_EQUAL(std::string("waiting no_record"), finding("acme.example.com"));
		CPPUNIT_ASSERT_EQUAL(std::string("waiting no_name"), finding("nothing.acme.example.com"));
		CPPUNIT_ASSERT_EQUAL(std::string("waiting alias"), finding("alias.acme.example.com"));
		CPPUNIT_ASSERT_EQUAL(std::string("waiting server_failed"), finding("broken.example.com"));
		CPPUNIT_ASSERT_EQUAL(std::string("waiting server_failed"), finding("École.example"));
		CPPUNIT_ASSERT(ana().get("/admin/domains?lang=fr").contains("école.example"));
	}

	void givesADomainToOneCompanyOnly()
	{
		const auto acmes = claimed(ana(), "acme.example.com"), betas = claimed(max(), "acme.example.com");
		const auto below = claimed(max(), "shop.acme.example.com");
		_dns->serve("acme.example.com",
			record(acmes) + record(betas) + "shop TXT \"" + below["txt"].text() + "\"\nkeep TXT \"x\"\n");
		CPPUNIT_ASSERT_EQUAL(std::string("proved record"), stateAfter(ana(), acmes));
		CPPUNIT_ASSERT_EQUAL(std::string("waiting taken"), stateAfter(max(), betas));
		CPPUNIT_ASSERT_EQUAL(std::string("waiting taken"), stateAfter(max(), below));
		CPPUNIT_ASSERT_EQUAL(std::string("409 domain_taken name"), claiming(max(), "keep.acme.example.com"));
		CPPUNIT_ASSERT_EQUAL(204, ana().del(std::string(kApi) + "/" + acmes["id"].text()).status);
		CPPUNIT_ASSERT_EQUAL(std::string("proved record"), stateAfter(max(), below));
		// Who proves a part keeps it, and does not keep the whole from its owner.
		const auto whole = claimed(ana(), "acme.example.com");
		_dns->serve("acme.example.com", record(whole) + "shop TXT \"" + below["txt"].text() + "\"\n");
		CPPUNIT_ASSERT_EQUAL(std::string("proved record"), stateAfter(ana(), whole));
		CPPUNIT_ASSERT_EQUAL(std::string("proved record"), stateAfter(max(), below));
	}

	void refusesWhatNobodyCanClaim()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("400 public_domain name"), claiming(ana(), "Gmail.com"));
		CPPUNIT_ASSERT_EQUAL(std::string("400 public_suffix name"), claiming(ana(), "qc.ca"));
		CPPUNIT_ASSERT_EQUAL(std::string("400 bad_request name"), claiming(ana(), "not a domain"));
		CPPUNIT_ASSERT_EQUAL(std::string("400 bad_request name"), claiming(ana(), ""));
		claimed(ana(), "acme.example.com");
		CPPUNIT_ASSERT_EQUAL(std::string("409 domain_claimed name"), claiming(ana(), "@acme.example.com"));
	}

	void keepsCompaniesApart()
	{
		const auto claim = claimed(ana(), "acme.example.com");
		const auto path = std::string(kApi) + "/" + claim["id"].text();
		CPPUNIT_ASSERT_EQUAL(404, verify(max(), claim).status);
		CPPUNIT_ASSERT_EQUAL(404, max().del(path).status);
		CPPUNIT_ASSERT_EQUAL(404, max().get("/admin/domains/" + claim["id"].text()).status);
		CPPUNIT_ASSERT(max().get(kApi).json["items"].list().empty());
	}

	void leavesMembersAndKeysWithoutTheScopeOut()
	{
		auto member = _server->signedIn(_acme, person(_acme, "julie@acme.example.com", "member"));
		CPPUNIT_ASSERT_EQUAL(403, member.get(kApi).status);
		CPPUNIT_ASSERT_EQUAL(403, member.get("/admin/domains").status);
		CPPUNIT_ASSERT_EQUAL(403, member.post(kApi, Value::object({{"name", "acme.example.com"}})).status);
		CPPUNIT_ASSERT_EQUAL(401, _server->anonymous().get(kApi).status);
	}

	void looksAgainAndTellsAdministratorsBeforeItLapses()
	{
		const auto claim = claimed(ana(), "acme.example.com");
		_dns->serve("acme.example.com", record(claim));
		_server->advance(std::chrono::hours(1));
		_server->runJobs();
		const auto state = [&] { return ana().get(kApi).json["items"].list()[0]["state"].text(); };
		CPPUNIT_ASSERT_EQUAL_MESSAGE("found without a press", std::string("proved"), state());
		_dns->serve("acme.example.com", "");
		const auto after = [&](std::chrono::hours time) {
			_server->advance(time);
			_server->runJobs();
			return state() + " " + std::to_string(_server->mails().size());
		};
		CPPUNIT_ASSERT_EQUAL(std::string("failing 1"), after(std::chrono::hours(25)));
		CPPUNIT_ASSERT(_server->mails().back().to.find("ana@acme.example.com") != std::string::npos);
		CPPUNIT_ASSERT(_server->mails().back().text.find(claim["txt"].text()) != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::string("failing 1"), after(std::chrono::hours(24)));
		CPPUNIT_ASSERT_EQUAL(std::string("failing 2"), after(std::chrono::hours(24 * 11)));
		CPPUNIT_ASSERT_EQUAL(std::string("lapsed 3"), after(std::chrono::hours(24 * 3)));
		CPPUNIT_ASSERT(!*_server->find<DomainRegistry>()->owns(_acme, "acme.example.com"));
		_dns->serve("acme.example.com", record(claim));
		CPPUNIT_ASSERT_EQUAL(std::string("proved record"), stateAfter(ana(), claim));
	}

	void letsTheOperatorDecide()
	{
		CPPUNIT_ASSERT_EQUAL(
			0, *_server->verb({"domain", "approve", "--tenant", "localhost", "--name", "Acme.example.com"}));
		CPPUNIT_ASSERT_EQUAL(
			0, *_server->verb({"domain", "approve", "--tenant", "localhost", "--name", "acme.example.com"}));
		const auto item = ana().get(kApi).json["items"].list().at(0);
		CPPUNIT_ASSERT_EQUAL(std::string("proved operator"), item["state"].text() + " " + item["proof"].text());
		CPPUNIT_ASSERT(
			!_server->verb({"domain", "approve", "--tenant", "beta.localhost", "--name", "acme.example.com"}));
		claimed(max(), "shop.acme.example.com");  // the operator's word is for the name alone
		CPPUNIT_ASSERT_EQUAL_MESSAGE(
			"DNS takes it from nobody", std::string("proved no_record"), stateAfter(ana(), item));
		CPPUNIT_ASSERT_EQUAL(0,
			*_server->verb(
				{"domain", "refuse", "--tenant", "localhost", "--name", "acme.example.com", "--reason", "Usurpation"}));
		CPPUNIT_ASSERT_EQUAL(std::string("403 domain_refused "), refusal(verify(ana(), item)));
		CPPUNIT_ASSERT_EQUAL(
			std::string("403 domain_refused "), refusal(ana().del(std::string(kApi) + "/" + item["id"].text())));
		CPPUNIT_ASSERT(ana().get("/admin/domains/" + item["id"].text()).contains("Usurpation"));
		CPPUNIT_ASSERT(!*_server->find<DomainRegistry>()->owns(_acme, "acme.example.com"));
		CPPUNIT_ASSERT_EQUAL(
			0, *_server->verb({"domain", "approve", "--tenant", "beta.localhost", "--name", "acme.example.com"}));
		CPPUNIT_ASSERT_EQUAL(0, *_server->verb({"domain", "list"}));
		CPPUNIT_ASSERT(!_server->verb({"domain", "approve", "--tenant", "localhost", "--name", "gmail.com"}));
	}

	void allowsPeopleInProvedAndPublicDomainsOnly()
	{
		auto* rule = _server->find<directory::AddressRule>();
		CPPUNIT_ASSERT(rule);
		const auto allows = [&](const char* address) {
			auto done = _server->store("directory").read(_acme, [&](Sql& sql) { return rule->allows(sql, address); });
			return done ? std::string("yes") : done.error().problem + " " + done.error().field;
		};
		CPPUNIT_ASSERT_EQUAL(std::string("foreign_domain address"), allows("bo@acme.example.com"));
		CPPUNIT_ASSERT_EQUAL(std::string("yes"), allows("bo@gmail.com"));
		CPPUNIT_ASSERT(_server->find<DomainRegistry>()->approve(_acme, "acme.example.com"));
		CPPUNIT_ASSERT_EQUAL(std::string("yes"), allows("bo@acme.example.com"));
		CPPUNIT_ASSERT_EQUAL(std::string("foreign_domain address"), allows("bo@shop.acme.example.com"));
		CPPUNIT_ASSERT_EQUAL(std::string("foreign_domain address"), allows("bo@beta.example.com"));
		CPPUNIT_ASSERT(_server->find<DomainRegistry>()->approve(_beta, "beta.example.com"));
		CPPUNIT_ASSERT_EQUAL(std::string("foreign_domain address"), allows("bo@beta.example.com"));
	}

	void givesTheDemonstrationsCompaniesTheirs()
	{
		_server = harness::Server::start(
			{.plugins = {"api_keys", "audit", "auth", "directory", "domains", "mail", "quotas"}});
		for (int i = 0; i < 2; ++i) CPPUNIT_ASSERT_EQUAL(0, *_server->verb({"demo"}));
		const auto* registry = _server->find<DomainRegistry>();
		for (const auto& [host, name]: {std::pair("localhost", "example.com"), {"acme.localhost", "acme.example.com"}})
			CPPUNIT_ASSERT_MESSAGE(name, *registry->owns(_server->tenant(host), name));
		CPPUNIT_ASSERT(!*registry->owns(_server->tenant("beta.localhost"), "acme.example.com"));
	}

	void journalsEveryChange()
	{
		const auto claim = claimed(ana(), "acme.example.com");
		stateAfter(ana(), claim);
		_dns->serve("acme.example.com", record(claim));
		stateAfter(ana(), claim);
		CPPUNIT_ASSERT_EQUAL(204, ana().del(std::string(kApi) + "/" + claim["id"].text()).status);
		auto rows = _server->store("audit").read(_acme, [](Sql& sql) {
			return sql.query("SELECT kind, actor FROM audit_entry WHERE tenant_id = :tenant AND kind LIKE 'domains.%'"
							 " ORDER BY number");
		});
		CPPUNIT_ASSERT(rows);
		std::string kinds;
		for (const auto& row: *rows)
		{
			kinds += row.text(0) + " ";
			CPPUNIT_ASSERT_EQUAL(_ana.value, row.text(1));
		}
		CPPUNIT_ASSERT_EQUAL(std::string("domains.claimed domains.not_proved domains.proved domains.deleted "), kinds);
	}

	void showsItsPagesInBothLanguages()
	{
		auto browser = ana();
		CPPUNIT_ASSERT(browser.get("/admin/domains").contains("sx-empty"));
		const auto wrong = browser.postForm("/admin/domains", Value::object({{"name", "gmail.com"}}));
		CPPUNIT_ASSERT(wrong.status == 400 && wrong.contains("name-error") && wrong.contains("gmail.com"));
		const auto made = browser.postForm("/admin/domains", Value::object({{"name", "acme.example.com"}}));
		CPPUNIT_ASSERT_EQUAL(303, made.status);
		const auto place = made.header("Location");
		for (const char* language: {"fr", "en"})
		{
			const auto page = browser.get(place + "?lang=" + language);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body, 200, page.status);
			CPPUNIT_ASSERT(page.contains("secure-exchanges-verification=") && page.contains("data-sx-copy"));
		}
		CPPUNIT_ASSERT(browser.get(place + "?lang=en").contains("1 user has"));
		const auto looked = browser.postForm(place + "/verify", Value::Object{});
		CPPUNIT_ASSERT_EQUAL(303, looked.status);
		CPPUNIT_ASSERT(browser.get(looked.header("Location")).contains("sx-note-warn"));
		CPPUNIT_ASSERT_EQUAL(303, browser.postForm(place + "/delete", Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(404, browser.get(place).status);
		CPPUNIT_ASSERT(!_server->logged("pages.word.failed"));
	}

	void explainsTheMailRecordsOnThePage()
	{
		const auto claim = claimed(ana(), "acme.example.com");
		_dns->serve("acme.example.com",
			"@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=none; rua=mailto:a@acme.example.com\"\n"
			"s1._domainkey CNAME key\nkey TXT \"v=DKIM1; k=ed25519; p=" +
				std::string(44, 'A') + "\"\n");
		stateAfter(ana(), claim);
		const auto page = ana().get("/admin/domains/" + claim["id"].text() + "?lang=en");
		CPPUNIT_ASSERT(page.contains("v=spf1 include:spf.service.example mx -all"));
		CPPUNIT_ASSERT(page.contains("A key is published at selector s1."));
		CPPUNIT_ASSERT(page.contains("p=quarantine"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(DomainsTest);

}
