#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::policy::tests {

/// Tests that the server enforces the rules for every client, says them beforehand, and records who changes them.
class RuleEnforcementTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(RuleEnforcementTest);
	CPPUNIT_TEST(keepsTheListThatWasPut);
	CPPUNIT_TEST(refusesABadListAsAWhole);
	CPPUNIT_TEST(refusesWhatARuleIsAgainst);
	CPPUNIT_TEST(lowersOpensThatNobodyChose);
	CPPUNIT_TEST(asksAgainWhenItIsSealed);
	CPPUNIT_TEST(tellsClientsBeforehand);
	CPPUNIT_TEST(answersTheDryRunAsItEnforces);
	CPPUNIT_TEST(e1NamesThePlanThatForbids);
	CPPUNIT_TEST(editsTheListOnThePages);
	CPPUNIT_TEST(recordsBeforeAndAfter);
	CPPUNIT_TEST(asksForThePermission);
	CPPUNIT_TEST_SUITE_END();

	const std::string kManifest = std::string(22, 'A'), kFile = "AQEBAQEBAQEBAQEBAQEBAQ";
	std::unique_ptr<harness::Server> server;
	TenantId tenant;
	std::optional<harness::Client> admin, sender;

	/// Returns a client of a new person, signed in; their address is their first name's.
	harness::Client person(const std::string& name, const std::string& role)
	{
		auto made = server->find<directory::Directory>()->addPerson({.tenant = tenant,
			.name = name,
			.address = name.substr(0, name.find(' ')) + "@example.com",
			.role = role,
			.language = {"fr-CA"},
			.timeZone = "America/Toronto"});
		CPPUNIT_ASSERT(made);
		return server->signedIn(tenant, *made);
	}

public:
	void setUp() override { open({}); }

private:
	void open(const std::vector<std::string>& more, std::map<std::string, std::string> settings = {})
	{
		tearDown();
		std::vector<std::string> plugins{"storage",
			"mail",
			"audit",
			"directory",
			"auth",
			"sms",
			"quotas",
			"sealed",
			"sms_gate",
			"messages",
			"policy"};
		plugins.insert(plugins.end(), more.begin(), more.end());
		server = harness::Server::start({.plugins = std::move(plugins), .settings = std::move(settings)});
		auto made = server->find<directory::Directory>()->addTenant(
			{"Notaires Boréal", {"localhost"}, {"fr-CA"}, "America/Toronto"});
		CPPUNIT_ASSERT(made);
		tenant = *made;
		admin.emplace(person("Ada Roy", "admin"));
		sender.emplace(person("Louis Gagne", "member"));
	}

public:
	void tearDown() override
	{
		sender.reset();
		admin.reset();
		server.reset();
	}

private:
	static Value rule(std::string domain, std::string protection, Value::List gates = {}, Value opens = {})
	{
		return Value::object({{"domain", std::move(domain)},
			{"applies", "all"},
			{"protection", std::move(protection)},
			{"gates", std::move(gates)},
			{"opens_max", std::move(opens)}});
	}
	harness::Answer put(Value::List items)
	{
		return admin->send("PUT",
			"/api/v1/rules",
			{{"Content-Type", "application/json"}},
			server->json().write(Value::object({{"items", std::move(items)}})));
	}
	void rules(Value::List items)
	{
		const auto answer = put(std::move(items));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
	}
	/// Asks to send to one recipient. extra: members that the body has besides.
	harness::Answer begin(const std::string& to, Value gates, bool hasFile = false, const Value& extra = {})
	{
		Value::List files{Value::object({{"id", kManifest}, {"bytes", 2000}})};
		if (hasFile) files.push_back(Value::object({{"id", kFile}, {"bytes", 2000}}));
		auto body = Value::object({{"language", "fr"},
			{"delivery", "link"},
			{"gates", std::move(gates)},
			{"recipients", Value::List{Value::object({{"address", to}, {"mobile", "+1 514 555-0142"}})}},
			{"files", std::move(files)}});
		for (const auto& [name, value]: extra.members()) body.set(name, value);
		return sender->post("/api/v1/messages", body);
	}
	void assertRefused(const harness::Answer& answer, const std::string& code, const std::string& field)
	{
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 422, answer.status);
		CPPUNIT_ASSERT_EQUAL(code, answer.json["code"].text());
		CPPUNIT_ASSERT_EQUAL(field, answer.json["field"].text());
		CPPUNIT_ASSERT(!answer.json["rule"].text().empty());
	}
	std::int64_t countOf(const char* text)
	{
		auto rows = server->store("sealed").read(tenant, [&](Sql& sql) { return sql.query(text); });
		CPPUNIT_ASSERT(rows);
		return rows->front().integer(0);
	}

	void keepsTheListThatWasPut()
	{
		rules({rule("*", "default", {"code"}),
			rule("ÉCOLE.Example", "mandatory", {"sms", "password"}, 2),
			rule("*.example.org", "forbidden")});
		const auto items = admin->get("/api/v1/rules").json["items"].list();
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, items.size());
		CPPUNIT_ASSERT_EQUAL(std::string("xn--cole-9oa.example"), items[0]["domain"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, items[0]["opens_max"].integer());
		CPPUNIT_ASSERT_EQUAL(std::string("password"), items[0]["gates"].list().at(1).text());
		CPPUNIT_ASSERT_EQUAL(std::string("*.example.org"), items[1]["domain"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("*"), items[2]["domain"].text());
		rules({});
		CPPUNIT_ASSERT(admin->get("/api/v1/rules").json["items"].list().empty());
	}

	void refusesABadListAsAWhole()
	{
		rules({rule("example.org", "off")});
		const auto refused = put({rule("example.net", "off"), rule("example.com", "mandatory", {"fax"})});
		CPPUNIT_ASSERT_EQUAL(400, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("items[1].gates[0]"), refused.json["field"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("items[1].domain"),
			put({rule("Example.net", "off"), rule("example.net", "default")}).json["field"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("items"), put(Value::List(501, rule("*", "off"))).json["field"].text());
		const auto items = admin->get("/api/v1/rules").json["items"].list();
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, items.size());
		CPPUNIT_ASSERT_EQUAL(std::string("example.org"), items[0]["domain"].text());
	}

	void refusesWhatARuleIsAgainst()
	{
		auto withFiles = rule("files.example", "mandatory", {"password"});
		withFiles.set("applies", "with_files");
		rules({rule("forbidden.example", "forbidden"),
			rule("sms.example", "mandatory", {"sms"}),
			rule("few.example", "off", {}, 2),
			withFiles});
		const Value none = Value::Object{}, sms = Value::object({{"sms", true}});
		assertRefused(begin("Ana@Forbidden.Example", sms), "rule_forbidden", "recipients[0].address");
		assertRefused(begin("ana@sms.example", none), "rule_gates", "recipients[0].gates.sms");
		assertRefused(
			begin("ana@sms.example", Value::object({{"sms", false}})), "rule_gates", "recipients[0].gates.sms");
		CPPUNIT_ASSERT_EQUAL(201, begin("ana@sms.example", sms).status);
		assertRefused(
			begin("ana@few.example", none, false, Value::object({{"opens", 3}})), "rule_opens", "recipients[0].opens");
		CPPUNIT_ASSERT_EQUAL(201, begin("ana@few.example", none, false, Value::object({{"opens", 2}})).status);
		assertRefused(begin("ana@files.example", none, true), "rule_gates", "recipients[0].gates.password");
		CPPUNIT_ASSERT_EQUAL(201, begin("ana@files.example", none).status);
		const auto inClear = Value::object({{"protect", "files"}, {"delivery", "mail"}});
		assertRefused(begin("ana@sms.example", sms, true, inClear), "rule_clear", "protect");
		CPPUNIT_ASSERT_EQUAL(201, begin("ana@free.example", none).status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{4}, countOf("SELECT COUNT(*) FROM sealed_item WHERE tenant_id = :tenant"));
	}

	void lowersOpensThatNobodyChose()
	{
		rules({rule("*", "default", {}, 2)});
		CPPUNIT_ASSERT_EQUAL(201, begin("ana@example.org", Value::object({{"password", true}})).status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, countOf("SELECT MAX(opens) FROM sealed_grant WHERE tenant_id = :tenant"));
	}

	void asksAgainWhenItIsSealed()
	{
		const auto& keys = server->keys();
		const auto begun = begin("ana@example.org", Value::object({{"code", false}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(begun.body, 201, begun.status);
		const auto path = "/api/v1/messages/" + begun.json["id"].text();
		const auto grant = begun.json["grants"].list().at(0)["grant"].text();
		const std::string manifest = keys.random(2000).value;
		const auto kept = sender->put(path + "/files/" + kManifest + "/parts/0",
			manifest,
			{{"X-Content-SHA256", keys.toHex(keys.sha256(manifest).value)}});
		CPPUNIT_ASSERT_EQUAL_MESSAGE(kept.body, 200, kept.status);
		const auto slot = std::string("SXK1\x01\x01\x00\x00", 8) + std::string(8, '\0') +
			keys.fromBase64Url(begun.json["id"].text())->value + keys.fromBase64Url(grant)->value +
			keys.random(108).value;
		const auto body = Value::object({{"grants",
											 Value::List{Value::object({{"grant", grant},
												 {"slot", keys.toBase64Url(slot)},
												 {"proof", keys.toBase64Url(keys.random(32).value)}})}},
			{"note", keys.toBase64Url("note")},
			{"notice", Value::object({{"files", Value::List{}}})}});
		rules({rule("example.org", "forbidden")});
		const auto refused = sender->post(path + "/send", body);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(refused.body, 422, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("rule_forbidden"), refused.json["code"].text());
		rules({rule("example.org", "mandatory", {"password"})});
		CPPUNIT_ASSERT_EQUAL(std::string("rule_gates"), sender->post(path + "/send", body).json["code"].text());
		rules({rule("example.org", "off", {"password"})});
		const auto sent = sender->post(path + "/send", body);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(sent.body, 200, sent.status);  // the refusals lost nothing
	}

	void tellsClientsBeforehand()
	{
		rules({rule("forbidden.example", "forbidden"), rule("*", "mandatory", {"sms"}, 2)});
		const auto answer = sender->post("/api/v1/policy/recipients",
			Value::object({{"to", Value::List{"ana@forbidden.example", "bob@example.org"}}, {"has_files", true}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
		const auto& list = answer.json["recipients"].list();
		CPPUNIT_ASSERT(list.at(0)["forbidden"].flag() && !list.at(1)["forbidden"].flag());
		CPPUNIT_ASSERT_EQUAL(std::string("sms"), list.at(1)["must"].list().at(0).text());
		CPPUNIT_ASSERT(list.at(1)["whole"].flag());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, list.at(1)["opens_max"].integer());
		CPPUNIT_ASSERT_EQUAL(std::string("*"), list.at(1)["rule"].text());
		const auto wrong = sender->post(
			"/api/v1/policy/recipients", Value::object({{"to", Value::List{"ana@example.org", "ana"}}}));
		CPPUNIT_ASSERT_EQUAL(std::string("to[1]"), wrong.json["field"].text());
	}

	Value dryRun(Value::List gates, const std::string& to, const std::string& user = "louis@example.com")
	{
		const auto answer = admin->post("/api/v1/policy/dry-run",
			Value::object({{"user", user},
				{"to", Value::List{to}},
				{"gates", std::move(gates)},
				{"files", Value::List{Value::object({{"name", "Acte.pdf"}, {"bytes", 12}})}}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
		return answer.json;
	}

	void answersTheDryRunAsItEnforces()
	{
		rules({rule("forbidden.example", "forbidden"), rule("sms.example", "mandatory", {"sms"}, 2)});
		auto answer = dryRun({}, "ana@sms.example");
		CPPUNIT_ASSERT(!answer["allowed"].flag());
		CPPUNIT_ASSERT_EQUAL(std::string("sms"), answer["must"].list().at(0).text());
		CPPUNIT_ASSERT_EQUAL(std::string("sms.example"), answer["by"].list().at(0)["rule"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("rule"), answer["by"].list().at(0)["level"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("rule_gates"), answer["by"].list().at(0)["refusal"].text());
		CPPUNIT_ASSERT(dryRun({"sms"}, "ana@sms.example")["allowed"].flag());
		CPPUNIT_ASSERT(!dryRun({"sms"}, "ana@forbidden.example")["allowed"].flag());
		answer = dryRun({}, "ana@free.example");
		CPPUNIT_ASSERT(answer["allowed"].flag() && answer["by"].list().empty() && answer["must"].list().empty());
		auto* people = server->find<directory::Directory>();
		const auto louis = people->byAddress(tenant, "louis@example.com");
		CPPUNIT_ASSERT(louis);
		auto done = server->store("directory").write(tenant, [&](Sql& sql) {
			return people->setActive(sql, louis->id, false, {.tenant = tenant});
		});
		CPPUNIT_ASSERT(done);
		answer = dryRun({}, "ana@free.example");
		CPPUNIT_ASSERT(!answer["allowed"].flag());
		CPPUNIT_ASSERT_EQUAL(std::string("suspended"), answer["by"].list().at(0)["refusal"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("user"), answer["by"].list().at(0)["level"].text());
		const auto wrong = admin->post("/api/v1/policy/dry-run",
			Value::object({{"to", Value::List{"ana@free.example"}}, {"gates", Value::List{"fax"}}}));
		CPPUNIT_ASSERT_EQUAL(std::string("gates[0]"), wrong.json["field"].text());
	}

	void e1NamesThePlanThatForbids()
	{
		open({"licensing"}, {{"licensing.plans", SX_PLANS}});
		CPPUNIT_ASSERT(dryRun({"sms"}, "ana@free.example")["allowed"].flag());
		CPPUNIT_ASSERT(server->verb({"subscription",
			"set",
			"--tenant",
			"localhost",
			"--plan",
			"eco",
			"--seats",
			"1",
			"--until",
			"2027-12-31"}));
		const auto onlyBy = [&](const Value& answer, const char* rule, const char* refusal) {
			CPPUNIT_ASSERT(!answer["allowed"].flag());
			const auto& by = answer["by"].list();
			CPPUNIT_ASSERT_EQUAL(std::size_t{1}, by.size());
			CPPUNIT_ASSERT_EQUAL(std::string("plan"), by[0]["level"].text());
			CPPUNIT_ASSERT_EQUAL(std::string(rule), by[0]["rule"].text());
			CPPUNIT_ASSERT_EQUAL(std::string(refusal), by[0]["refusal"].text());
			CPPUNIT_ASSERT_MESSAGE(
				by[0]["text"].text(), by[0]["text"].text().find("super-administrateur") != std::string::npos);
		};
		onlyBy(dryRun({}, "ana@free.example"), "licensing.licence", "no_licence");
		const auto louis = server->find<directory::Directory>()->byAddress(tenant, "louis@example.com");
		CPPUNIT_ASSERT(louis);
		const auto super = person("Camille Roy", "super")
							   .post("/api/v1/licences/assign",
								   Value::object({{"user", louis->id.value}, {"plan", "eco"}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(super.body, 200, super.status);
		CPPUNIT_ASSERT(dryRun({}, "ana@free.example")["allowed"].flag());
		onlyBy(dryRun({"sms"}, "ana@free.example"), "licensing.gate", "not_in_plan");
		const auto large = admin->post("/api/v1/policy/dry-run",
			Value::object({{"user", "louis@example.com"},
				{"to", Value::List{"ana@free.example"}},
				{"files", Value::List{Value::object({{"name", "a"}, {"bytes", 100'000'000}})}}}));
		onlyBy(large.json, "licensing.file_bytes", "plan_limit");
		const auto page = admin->postForm("/admin/rules/try",
			Value::object({{"user", "louis@example.com"},
				{"to", "ana@free.example"},
				{"gate_sms", "1"},
				{"file_megabytes", "100"}}));
		for (const char* part: {"Forfait de cette personne", "Protection par SMS", "value=\"100\""})
			CPPUNIT_ASSERT_MESSAGE(part, page.contains(part));
	}

	static Value form(std::string domain, std::string protection)
	{
		return Value::object({{"domain", std::move(domain)},
			{"applies", "all"},
			{"protection", std::move(protection)},
			{"gate_sms", "1"},
			{"opens_max", ""}});
	}

	void editsTheListOnThePages()
	{
		CPPUNIT_ASSERT_EQUAL(200, admin->get("/admin/rules").status);
		CPPUNIT_ASSERT_EQUAL(200, admin->get("/admin/rules/new").status);
		const auto added = admin->postForm("/admin/rules/save", form("Exemple.org", "mandatory"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(added.body, 303, added.status);
		CPPUNIT_ASSERT(admin->get("/admin/rules").contains("exemple.org"));
		CPPUNIT_ASSERT_EQUAL(400, admin->postForm("/admin/rules/save", form("exemple.org", "off")).status);
		CPPUNIT_ASSERT_EQUAL(400, admin->postForm("/admin/rules/save", form("rien", "off")).status);
		CPPUNIT_ASSERT_EQUAL(
			400, admin->postForm("/admin/rules/save", form("a.example", "off").set("opens_max", "x")).status);
		const auto edited = admin->get("/admin/rules/edit?domain=exemple.org&applies=all");
		CPPUNIT_ASSERT(edited.status == 200 && edited.contains("delete-dialog"));
		CPPUNIT_ASSERT_EQUAL(404, admin->get("/admin/rules/edit?domain=exemple.org&applies=with_files").status);
		auto changed = form("exemple.net", "forbidden");
		changed.set("earlier_domain", "exemple.org").set("earlier_applies", "all");
		CPPUNIT_ASSERT_EQUAL(303, admin->postForm("/admin/rules/save", changed).status);
		CPPUNIT_ASSERT_EQUAL(404, admin->postForm("/admin/rules/save", changed).status);
		const auto tried = admin->postForm("/admin/rules/try", Value::object({{"to", "ana@exemple.net"}}));
		CPPUNIT_ASSERT(tried.status == 200 && tried.contains("id=\"verdict\""));
		CPPUNIT_ASSERT_EQUAL(400, admin->postForm("/admin/rules/try", Value::object({{"to", "ana"}})).status);
		const auto gone = Value::object({{"earlier_domain", "exemple.net"}, {"earlier_applies", "all"}});
		CPPUNIT_ASSERT_EQUAL(303, admin->postForm("/admin/rules/delete", gone).status);
		CPPUNIT_ASSERT_EQUAL(404, admin->postForm("/admin/rules/delete", gone).status);
	}

	void recordsBeforeAndAfter()
	{
		rules({rule("example.org", "off"), rule("*", "off")});
		rules({rule("example.org", "forbidden", {"sms"}, 2), rule("*", "off")});
		rules({rule("*", "off"), rule("example.org", "forbidden", {"sms"}, 2)});  // changes nothing
		auto rows = server->store("audit").read(tenant, [&](Sql& sql) {
			return sql.query("SELECT details FROM audit_entry WHERE tenant_id = :tenant"
							 " AND kind = 'policy.rules_replaced' ORDER BY number");
		});
		CPPUNIT_ASSERT(rows);
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rows->size());
		const auto details = server->json().parse((*rows)[1].text(0));
		CPPUNIT_ASSERT(details);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, (*details)["before"].members().size());
		CPPUNIT_ASSERT_EQUAL(std::string("off"), (*details)["before"]["example.org all"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("forbidden sms, 2"), (*details)["after"]["example.org all"].text());
	}

	void asksForThePermission()
	{
		const auto body = Value::object({{"items", Value::List{}}});
		CPPUNIT_ASSERT_EQUAL(403, sender->get("/api/v1/rules").status);
		CPPUNIT_ASSERT_EQUAL(403,
			sender->send("PUT", "/api/v1/rules", {{"Content-Type", "application/json"}}, server->json().write(body))
				.status);
		CPPUNIT_ASSERT_EQUAL(
			403, sender->post("/api/v1/policy/dry-run", Value::object({{"to", Value::List{"a@b.ca"}}})).status);
		CPPUNIT_ASSERT_EQUAL(403, sender->get("/admin/rules").status);
		CPPUNIT_ASSERT_EQUAL(403, sender->postForm("/admin/rules/save", form("exemple.org", "off")).status);
		CPPUNIT_ASSERT(server->anonymous().get("/api/v1/rules").status != 200);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(RuleEnforcementTest);

}
