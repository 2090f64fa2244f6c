// Tests the API by which programs make, list, rotate and revoke keys, and the limits of each key.
#include "services/KeyData.h"
#include "tests/Portal.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

using sx::Value;
using sx::api_keys::tests::Portal;
using sx::harness::Answer;
using sx::harness::Client;

class KeysTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(KeysTest);
	CPPUNIT_TEST(makesAKeyThatWorksUntilItIsRevoked);
	CPPUNIT_TEST(givesNoScopeThatTheMakerLacks);
	CPPUNIT_TEST(refusesWhatIsMisspeltOrOutOfBounds);
	CPPUNIT_TEST(worksFromItsNetworksOnly);
	CPPUNIT_TEST(refusesRequestsBeyondItsQuotaUntilTheMonthIsOver);
	CPPUNIT_TEST(bothTextsWorkDuringTheOverlap);
	CPPUNIT_TEST(letsAdministratorsSeeAndRevokeEverybodys);
	CPPUNIT_TEST(letsNobodyActForWhoMayDoMore);
	CPPUNIT_TEST(aKeyMakesNoKeyWithFewerLimits);
	CPPUNIT_TEST(revokesWhatWasMadeWithAKey);
	CPPUNIT_TEST(listsByPartsAndSearches);
	CPPUNIT_TEST(showsNothingOfAnotherCompanysOrPersonsKeys);
	CPPUNIT_TEST(notesUseAndRecordsEveryChange);
	CPPUNIT_TEST(tellsExportsAndErasesAPersonsKeys);
	CPPUNIT_TEST(worksOnItsPages);
	CPPUNIT_TEST_SUITE_END();

	static constexpr const char* kPath = "/api/v1/keys";

	static Value wanted(const std::vector<std::string>& scopes, const char* name = "Essai")
	{
		Value::List list;
		for (const auto& each: scopes) list.emplace_back(each);
		return Value::object({{"name", name}, {"scopes", std::move(list)}});
	}

	/// Makes a key and returns {"id", "key"}.
	static Value made(Client& who, const Value& body)
	{
		const auto answer = who.post(kPath, body);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 201, answer.status);
		return answer.json;
	}

	static std::string one(const Value& key, const char* act = "")
	{
		return std::string(kPath) + '/' + key["id"].text() + act;
	}

	static std::string fault(const Answer& answer, int status)
	{
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, status, answer.status);
		return answer.json["field"].text();
	}

	static std::vector<std::string> kindsOf(Portal& portal, const std::string& key)
	{
		auto rows = portal.server->store("audit").read(portal.boreal, [&](sx::Sql& sql) {
			return sql.query(
				"SELECT kind FROM audit_entry WHERE tenant_id = :tenant AND subject = ? AND kind LIKE 'api_keys.%' "
				"ORDER BY number",
				{key});
		});
		std::vector<std::string> out;
		for (const auto& row: *rows) out.push_back(row.text(0));
		return out;
	}

public:
	void makesAKeyThatWorksUntilItIsRevoked()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		const auto key = made(camille, wanted({"api_keys.own", "directory.manage"}));
		auto program = portal.program(key["key"].text());
		CPPUNIT_ASSERT_EQUAL(200, program.get(kPath).status);
		CPPUNIT_ASSERT_EQUAL(204, camille.del(one(key)).status);
		CPPUNIT_ASSERT_EQUAL(401, program.get(kPath).status);
		CPPUNIT_ASSERT_EQUAL(404, camille.del(one(key)).status);
		CPPUNIT_ASSERT(!portal.server->logged(key["key"].text().substr(15)));
	}

	void givesNoScopeThatTheMakerLacks()
	{
		Portal portal;
		auto marc = portal.server->signedIn(portal.boreal, portal.marc);
		CPPUNIT_ASSERT_EQUAL(std::string("scopes"), fault(marc.post(kPath, wanted({"billing.manage"})), 403));
		auto few = portal.program(made(marc, wanted({"api_keys.own", "messages.send"}))["key"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("scopes"), fault(few.post(kPath, wanted({"audit.read"})), 403));
		made(few, wanted({"messages.send"}));
		auto none = portal.program(made(marc, wanted({"messages.send"}))["key"].text());
		CPPUNIT_ASSERT_EQUAL(403, none.post(kPath, wanted({"messages.send"})).status);
		auto julie = portal.server->signedIn(portal.boreal, portal.julie);
		CPPUNIT_ASSERT_EQUAL(403, julie.post(kPath, wanted({"messages.send"})).status);
	}

	void refusesWhatIsMisspeltOrOutOfBounds()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		const auto faultOf = [&](const char* name, Value value) {
			auto body = wanted({"messages.send"});
			body.set(name, std::move(value));
			return fault(camille.post(kPath, body), 400);
		};
		CPPUNIT_ASSERT_EQUAL(std::string("expire"), faultOf("expire", "2026-12-01"));
		CPPUNIT_ASSERT_EQUAL(std::string("hash"), faultOf("hash", "00"));
		CPPUNIT_ASSERT_EQUAL(std::string("name"), faultOf("name", " "));
		CPPUNIT_ASSERT_EQUAL(std::string("name"), faultOf("name", std::string(81, 'x')));
		CPPUNIT_ASSERT_EQUAL(std::string("name"), faultOf("name", 7));
		CPPUNIT_ASSERT_EQUAL(std::string("scopes"), faultOf("scopes", Value::List{}));
		CPPUNIT_ASSERT_EQUAL(std::string("scopes"), faultOf("scopes", Value::List{"no.such"}));
		CPPUNIT_ASSERT_EQUAL(std::string("expires"), faultOf("expires", "2026-11-24T14:59:59Z"));
		CPPUNIT_ASSERT_EQUAL(std::string("networks"), faultOf("networks", Value::List{"203.0.113.7/24"}));
		CPPUNIT_ASSERT_EQUAL(std::string("networks"), faultOf("networks", Value::List(21, Value("203.0.113.7"))));
		CPPUNIT_ASSERT_EQUAL(std::string("monthly_requests"), faultOf("monthly_requests", -1));
		CPPUNIT_ASSERT_EQUAL(std::string("user"), faultOf("user", "nobody"));
	}

	void worksFromItsNetworksOnly()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		auto body = wanted({"api_keys.own"});
		body.set("networks", Value::List{"203.0.113.0/24", "2001:db8::/32"});
		const auto key = made(camille, body);
		const auto from = [&](const char* address) {
			return portal.program(key["key"].text(), address).get(kPath).status;
		};
		CPPUNIT_ASSERT_EQUAL(200, from("203.0.113.9"));
		CPPUNIT_ASSERT_EQUAL(200, from("2001:db8::9"));
		CPPUNIT_ASSERT_EQUAL(401, from("198.51.100.9"));
		CPPUNIT_ASSERT_EQUAL(401, from("2001:db9::9"));
		CPPUNIT_ASSERT(portal.server->logged("\"cause\":\"other_address\""));
	}

	void refusesRequestsBeyondItsQuotaUntilTheMonthIsOver()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		auto body = wanted({"api_keys.own"});
		body.set("monthly_requests", 3);
		const auto key = made(camille, body);
		auto program = portal.program(key["key"].text());
		for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT_EQUAL(200, program.get(kPath).status);
		const auto refused = program.get(kPath);
		CPPUNIT_ASSERT_EQUAL(429, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("quota_api_key"), refused.json["code"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("550800"), refused.header("Retry-After"));  // until 1 December, UTC
		CPPUNIT_ASSERT(refused.json["key"].isNull());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, camille.get(one(key)).json["quota"]["used"].integer());
		portal.server->advance(std::chrono::seconds(550'800));
		CPPUNIT_ASSERT_EQUAL(200, program.get(kPath).status);
		std::string kinds;
		for (const auto& kind: kindsOf(portal, key["id"].text())) kinds += kind + " ";
		CPPUNIT_ASSERT_EQUAL(std::string("api_keys.key_added api_keys.quota_reached "), kinds);
	}

	void bothTextsWorkDuringTheOverlap()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		const auto first = made(camille, wanted({"api_keys.own"}));
		const auto second = camille.post(one(first, "/rotate"), Value::object({{"overlap", 600}})).json;
		CPPUNIT_ASSERT_EQUAL(first["id"].text(), second["id"].text());
		auto before = portal.program(first["key"].text()), after = portal.program(second["key"].text());
		CPPUNIT_ASSERT_EQUAL(200, before.get(kPath).status);
		CPPUNIT_ASSERT_EQUAL(200, after.get(kPath).status);
		portal.server->advance(std::chrono::seconds(600));
		CPPUNIT_ASSERT_EQUAL(401, before.get(kPath).status);
		CPPUNIT_ASSERT_EQUAL(200, after.get(kPath).status);
		const auto third = camille.post(one(first, "/rotate"), Value::object({{"overlap", 0}})).json;
		CPPUNIT_ASSERT_EQUAL(401, after.get(kPath).status);
		CPPUNIT_ASSERT_EQUAL(200, portal.program(third["key"].text()).get(kPath).status);
		CPPUNIT_ASSERT_EQUAL(std::string("overlap"),
			fault(camille.post(one(first, "/rotate"), Value::object({{"overlap", 30 * 86'400 + 1}})), 400));
		CPPUNIT_ASSERT_EQUAL(204, camille.del(one(first)).status);
		CPPUNIT_ASSERT_EQUAL(409, camille.post(one(first, "/rotate")).status);
	}

	void letsAdministratorsSeeAndRevokeEverybodys()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		auto marc = portal.server->signedIn(portal.boreal, portal.marc);
		const auto key = made(camille, wanted({"api_keys.own"}));
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, marc.get(kPath).json["items"].list().size());
		auto own = portal.program(made(marc, wanted({"api_keys.own"}))["key"].text());
		CPPUNIT_ASSERT_EQUAL_MESSAGE("without api_keys.manage", 404, own.get(one(key)).status);
		CPPUNIT_ASSERT_EQUAL(404, own.del(one(key)).status);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, own.get(kPath).json["items"].list().size());
		CPPUNIT_ASSERT_EQUAL(204, marc.del(one(key)).status);
		CPPUNIT_ASSERT_EQUAL(401, portal.program(key["key"].text()).get(kPath).status);
	}

	void letsNobodyActForWhoMayDoMore()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		auto marc = portal.server->signedIn(portal.boreal, portal.marc);
		auto body = wanted({"messages.send"});
		body.set("user", portal.julie.value);
		const auto key = made(marc, body);
		CPPUNIT_ASSERT_EQUAL(portal.julie.value, marc.get(one(key)).json["user"].text());
		body.set("scopes", Value::List{"audit.read"});
		CPPUNIT_ASSERT_EQUAL_MESSAGE("Julie may not", std::string("scopes"), fault(marc.post(kPath, body), 403));
		body = wanted({"messages.send"});
		body.set("user", portal.camille.value);
		CPPUNIT_ASSERT_EQUAL(std::string("user"), fault(marc.post(kPath, body), 403));
		body.set("user", portal.priya.value);
		CPPUNIT_ASSERT_EQUAL_MESSAGE("of another company", std::string("user"), fault(marc.post(kPath, body), 400));

		const auto hers = made(camille, wanted({"messages.send"}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE("a new text is the right to act", 403, marc.post(one(hers, "/rotate")).status);
		CPPUNIT_ASSERT_EQUAL(201, marc.post(one(key, "/rotate")).status);
	}

	void aKeyMakesNoKeyWithFewerLimits()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		auto body = wanted({"api_keys.own", "api_keys.manage", "messages.send"});
		body.set("expires", "2026-12-01T00:00:00Z");
		body.set("networks", Value::List{"203.0.113.9"});
		body.set("monthly_requests", 100);
		auto program = portal.program(made(camille, body)["key"].text(), "203.0.113.9");

		const auto child = made(program, wanted({"messages.send"}));
		const auto limits = camille.get(one(child)).json;
		CPPUNIT_ASSERT_EQUAL(std::string("2026-12-01T00:00:00Z"), limits["expires"].text());
		CPPUNIT_ASSERT(limits["networks"] == Value(Value::List{"203.0.113.9"}));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{100}, limits["monthly_requests"].integer());
		const auto faultOf = [&](const char* name, Value value) {
			auto more = wanted({"messages.send"});
			more.set(name, std::move(value));
			return fault(program.post(kPath, more), 403);
		};
		CPPUNIT_ASSERT_EQUAL(std::string("expires"), faultOf("expires", "2027-01-01"));
		CPPUNIT_ASSERT_EQUAL(std::string("networks"), faultOf("networks", Value::List{"0.0.0.0/0"}));
		CPPUNIT_ASSERT_EQUAL(std::string("monthly_requests"), faultOf("monthly_requests", 101));
		const auto free = made(camille, wanted({"messages.send"}));
		CPPUNIT_ASSERT_EQUAL(403, program.post(one(free, "/rotate")).status);
	}

	void revokesWhatWasMadeWithAKey()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		const auto stolen = made(camille, wanted({"api_keys.own"}));
		auto thief = portal.program(stolen["key"].text());
		auto child = portal.program(made(thief, wanted({"api_keys.own"}))["key"].text());
		auto grandchild = portal.program(made(child, wanted({"api_keys.own"}))["key"].text());
		CPPUNIT_ASSERT_EQUAL(200, grandchild.get(kPath).status);
		CPPUNIT_ASSERT_EQUAL(204, camille.del(one(stolen)).status);
		for (auto* each: {&thief, &child, &grandchild}) CPPUNIT_ASSERT_EQUAL(401, each->get(kPath).status);
	}

	void listsByPartsAndSearches()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		for (int i = 0; i < 7; ++i)
		{
			portal.server->advance(std::chrono::seconds(i % 2));  // some at the same instant
			auto body = wanted({"messages.send"}, i == 3 ? "Rapports de nuit" : "Autre");
			if (i == 5) body.set("application", "Serveur 100%");
			made(camille, body);
		}
		std::set<std::string> seen;
		std::string next;
		int parts = 0;
		do {
			const auto part = camille.get(std::string(kPath) + "?limit=3&before=" + next).json;
			for (const auto& each: part["items"].list()) seen.insert(each["id"].text());
			next = part["next"].text();
		} while (++parts < 9 && !next.empty());
		CPPUNIT_ASSERT_EQUAL(3, parts);
		CPPUNIT_ASSERT_EQUAL(std::size_t{7}, seen.size());
		CPPUNIT_ASSERT_EQUAL(
			std::size_t{1}, camille.get(std::string(kPath) + "?search=DE+nuit").json["items"].list().size());
		CPPUNIT_ASSERT_EQUAL(
			std::size_t{1}, camille.get(std::string(kPath) + "?search=100%25").json["items"].list().size());
		CPPUNIT_ASSERT_EQUAL(
			std::size_t{0}, camille.get(std::string(kPath) + "?search=_____100").json["items"].list().size());
		CPPUNIT_ASSERT_EQUAL(400, camille.get(std::string(kPath) + "?before=x").status);
		CPPUNIT_ASSERT_EQUAL(400, camille.get(std::string(kPath) + "?limit=0").status);
	}

	void showsNothingOfAnotherCompanysOrPersonsKeys()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		const auto key = made(camille, wanted({"api_keys.own", "api_keys.manage"}));
		auto priya = portal.server->signedIn(portal.solstice, portal.priya, "solstice.localhost");
		CPPUNIT_ASSERT_EQUAL(404, priya.get(one(key)).status);
		CPPUNIT_ASSERT_EQUAL(404, priya.del(one(key)).status);
		CPPUNIT_ASSERT_EQUAL(404, priya.post(one(key, "/rotate")).status);
		CPPUNIT_ASSERT(priya.get(kPath).json["items"].list().empty());
		CPPUNIT_ASSERT_EQUAL(401, portal.program(key["key"].text(), "", "solstice.localhost").get(kPath).status);
		CPPUNIT_ASSERT_EQUAL(200, portal.program(key["key"].text()).get(kPath).status);
	}

	void notesUseAndRecordsEveryChange()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		const auto key = made(camille, wanted({"api_keys.own"}));
		CPPUNIT_ASSERT(camille.get(one(key)).json["last_use"].isNull());
		portal.program(key["key"].text(), "203.0.113.9").get(kPath);
		const auto use = camille.get(one(key)).json["last_use"];
		CPPUNIT_ASSERT_EQUAL(std::string("203.0.113.9"), use["network"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("2026-11-24T15:00:00Z"), use["at"].text());
		CPPUNIT_ASSERT_EQUAL(201, camille.post(one(key, "/rotate")).status);
		CPPUNIT_ASSERT_EQUAL(204, camille.del(one(key)).status);
		CPPUNIT_ASSERT(kindsOf(portal, key["id"].text()) ==
			(std::vector<std::string>{"api_keys.key_added", "api_keys.key_rotated", "api_keys.key_revoked"}));
		auto rows = portal.server->store("audit").read(portal.boreal,
			[&](sx::Sql& sql) { return sql.query("SELECT details FROM audit_entry WHERE tenant_id = :tenant"); });
		for (const auto& row: *rows)
			CPPUNIT_ASSERT(row.text(0).find(key["key"].text().substr(15)) == std::string::npos);
	}

	void tellsExportsAndErasesAPersonsKeys()
	{
		Portal portal;
		auto camille = portal.server->signedIn(portal.boreal, portal.camille);
		const auto gone = made(camille, wanted({"api_keys.own"})), key = made(camille, wanted({"api_keys.own"}));
		CPPUNIT_ASSERT_EQUAL(204, camille.del(one(gone)).status);
		auto marc = portal.server->signedIn(portal.boreal, portal.marc);
		const auto his = made(marc, wanted({"api_keys.own"}));
		auto done = portal.server->store("api_keys").write(portal.boreal, [&](sx::Sql& sql) -> sx::Result<> {
			sx::api_keys::KeyData data;
			const auto kept = data.exportOf(sql, portal.camille);
			CPPUNIT_ASSERT_EQUAL(std::size_t{2}, kept->list().size());
			const auto text = portal.server->json().write(*kept);
			CPPUNIT_ASSERT(text.find(key["id"].text()) != std::string::npos);
			CPPUNIT_ASSERT(text.find("hash") == std::string::npos);
			return data.erase(sql, portal.camille);
		});
		CPPUNIT_ASSERT(done);
		CPPUNIT_ASSERT_EQUAL(401, portal.program(key["key"].text()).get(kPath).status);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, marc.get(kPath).json["items"].list().size());
	}

	void worksOnItsPages()
	{
		Portal portal;
		auto marc = portal.server->signedIn(portal.boreal, portal.marc);
		for (const char* language: {"fr", "en"})
			for (const char* page: {"/keys", "/keys/new", "/keys?q=rien"})
			{
				const auto separator = std::string(page).find('?') == std::string::npos ? "?lang=" : "&lang=";
				const auto shown = marc.get(page + std::string(separator) + language);
				CPPUNIT_ASSERT_EQUAL_MESSAGE(shown.body, 200, shown.status);
			}
		const auto refused = marc.postForm("/keys/new", Value::object({{"name", ""}, {"scope:messages.send", "1"}}));
		CPPUNIT_ASSERT_EQUAL(400, refused.status);
		CPPUNIT_ASSERT(refused.contains("name-error") && refused.contains("id=\"scope-messages.send\""));
		CPPUNIT_ASSERT(!refused.contains("scope:billing.manage"));
		CPPUNIT_ASSERT_EQUAL(
			403, marc.postForm("/keys/new", Value::object({{"name", "Essai"}, {"scope:billing.manage", "1"}})).status);
		CPPUNIT_ASSERT_EQUAL(403,
			marc.postForm("/keys/new",
					Value::object({{"name", "Essai"}, {"person", Portal::kCamille}, {"scope:messages.send", "1"}}))
				.status);

		const auto shown = marc.postForm("/keys/new",
			Value::object({{"name", "Rapports"},
				{"person", Portal::kJulie},
				{"application", "Serveur"},
				{"scope:messages.send", "1"},
				{"expires", "2026-12-31"},
				{"networks", "203.0.113.0/24, 198.51.100.7"},
				{"monthly_requests", "1000"}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(shown.body, 200, shown.status);
		CPPUNIT_ASSERT_EQUAL(std::string("no-store"), shown.header("Cache-Control"));
		const auto at = shown.body.find(">sx_") + 1;
		const auto text = shown.body.substr(at, 58);
		CPPUNIT_ASSERT_EQUAL(401, portal.program(text).get("/api/v1/keys").status);
		const auto list = marc.get("/keys");
		CPPUNIT_ASSERT(list.contains("Rapports") && list.contains("Julie Gagnon") && !list.contains(text.substr(15)));

		const auto path = "/keys/" + text.substr(3, 11);
		CPPUNIT_ASSERT_EQUAL(200, marc.get(path + "/rotate").status);
		const auto rotated = marc.postForm(path + "/rotate", Value::object({{"overlap", "3600"}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(rotated.body, 200, rotated.status);
		CPPUNIT_ASSERT_EQUAL(200, marc.get(path + "/revoke").status);
		CPPUNIT_ASSERT_EQUAL(303, marc.postForm(path + "/revoke", Value::Object{}).status);
		CPPUNIT_ASSERT_EQUAL(200, marc.get("/keys?done=revoked").status);
		CPPUNIT_ASSERT(!portal.server->logged("pages.word.failed"));
		auto julie = portal.server->signedIn(portal.boreal, portal.julie);
		CPPUNIT_ASSERT_EQUAL(403, julie.get("/keys").status);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(KeysTest);
