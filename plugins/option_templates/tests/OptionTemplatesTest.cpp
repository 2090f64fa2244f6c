#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

#include <optional>

namespace sx::option_templates::tests {

/// Runs a company whose people send messages.
class Deployment
{
public:
	Deployment()
	{
		harness::Options options;
		options.plugins = {"storage",
			"mail",
			"directory",
			"auth",
			"sms",
			"quotas",
			"sealed",
			"sms_gate",
			"messages",
			"option_templates"};
		server = harness::Server::start(std::move(options));
		tenant = company("Notaires Boréal", "localhost");
		sender.emplace(person(tenant, "camille", "member", "localhost"));
	}
	TenantId company(const std::string& name, const std::string& host)
	{
		auto made = server->find<directory::Directory>()->addTenant(
			{name, {host}, {"fr-CA"}, "America/Toronto", Value::object({{"brand", "#1f6b45"}})});
		CPPUNIT_ASSERT(made);
		return *made;
	}
	/// Returns a client of a new person, signed in.
	harness::Client person(
		const TenantId& of, const std::string& name, const std::string& role, const std::string& host)
	{
		auto made = server->find<directory::Directory>()->addPerson(
			{of, name, name + "@example.com", role, {"fr-CA"}, "America/Toronto"});
		CPPUNIT_ASSERT(made);
		return server->signedIn(of, *made, host);
	}

	std::unique_ptr<harness::Server> server;
	TenantId tenant;
	std::optional<harness::Client> sender;
};

/// Tests option templates, per person and per company; the server checks them against its limits.
class OptionTemplatesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(OptionTemplatesTest);
	CPPUNIT_TEST(keepsOnesOwnWithOneDefault);
	CPPUNIT_TEST(refusesWhatTheLimitsForbid);
	CPPUNIT_TEST(sharesTheCompanysAndLetsAdministratorsAloneChangeThem);
	CPPUNIT_TEST(movesNoneToAnOwnerWhoHasFifty);
	CPPUNIT_TEST(ordersThemOnTheirPage);
	CPPUNIT_TEST(tellsAndErasesThoseOfAPersonAlone);
	CPPUNIT_TEST_SUITE_END();

	static constexpr const char* kPath = "/api/v1/messages/templates";

	static Value options()
	{
		return Value::object({{"language", "fr"},
			{"delivery", "mail"},
			{"protects", "all"},
			{"opens", 5},
			{"expires_in", 172'800},
			{"gates", Value::object({{"password", true}, {"code", false}, {"sms", true}})}});
	}
	static Value body(const char* name, bool isDefault = false, bool isShared = false)
	{
		return Value::object({{"name", name}, {"shared", isShared}, {"default", isDefault}, {"options", options()}});
	}
	static std::string add(harness::Client& who, const Value& what)
	{
		const auto made = who.post(kPath, what);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(made.body, 201, made.status);
		return made.json["id"].text();
	}
	static harness::Client admin(Deployment& at) { return at.person(at.tenant, "marc", "admin", "localhost"); }
	static Value::List listed(harness::Client& who) { return who.get(kPath).json["templates"].list(); }

	void keepsOnesOwnWithOneDefault()
	{
		Deployment at;
		const auto first = add(*at.sender, body("Actes", true)), second = add(*at.sender, body("Brouillons", true));
		auto list = listed(*at.sender);
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, list.size());
		CPPUNIT_ASSERT(!list[0]["default"].flag() && list[1]["default"].flag());
		CPPUNIT_ASSERT(list[0]["options"] == options());
		CPPUNIT_ASSERT_EQUAL(200,
			at.sender
				->put(std::string(kPath) + "/" + first,
					at.server->json().write(body("Actes notariés", true)),
					{{"Content-Type", "application/json"}})
				.status);
		list = listed(*at.sender);
		CPPUNIT_ASSERT(
			list[0]["name"].text() == "Actes notariés" && list[0]["default"].flag() && !list[1]["default"].flag());
		auto other = at.person(at.tenant, "nadia", "member", "localhost");
		CPPUNIT_ASSERT(listed(other).empty());
		CPPUNIT_ASSERT_EQUAL(404, other.del(std::string(kPath) + "/" + second).status);
		CPPUNIT_ASSERT_EQUAL(204, at.sender->del(std::string(kPath) + "/" + second).status);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, listed(*at.sender).size());
	}

	void refusesWhatTheLimitsForbid()
	{
		Deployment at;
		auto fieldOf = [&](const char* name, Value value) {
			auto what = body("Actes");
			auto changed = options();
			changed.set(name, std::move(value));
			what.set("options", std::move(changed));
			const auto answer = at.sender->post(kPath, what);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(name, 400, answer.status);
			return answer.json["field"].text();
		};
		CPPUNIT_ASSERT_EQUAL(std::string("options.opens"), fieldOf("opens", 100));
		CPPUNIT_ASSERT_EQUAL(std::string("options.expires_in"), fieldOf("expires_in", 31 * 86'400));
		CPPUNIT_ASSERT_EQUAL(std::string("options.language"), fieldOf("language", "de"));
		CPPUNIT_ASSERT_EQUAL(std::string("options.delivery"), fieldOf("delivery", "pigeon"));
		CPPUNIT_ASSERT_EQUAL(std::string("options.protects"), fieldOf("protects", "none"));
		CPPUNIT_ASSERT_EQUAL(std::string("options.gates"), fieldOf("gates", Value::object({{"password", "yes"}})));
		CPPUNIT_ASSERT_EQUAL(400, at.sender->post(kPath, body("")).status);
	}

	void sharesTheCompanysAndLetsAdministratorsAloneChangeThem()
	{
		Deployment at;
		auto boss = admin(at);
		const auto shared = add(boss, body("Règle de la maison", true, true));
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, listed(*at.sender).size());
		CPPUNIT_ASSERT(listed(*at.sender)[0]["shared"].flag() && !at.sender->get(kPath).json["may_share"].flag());
		CPPUNIT_ASSERT_EQUAL(403, at.sender->post(kPath, body("À moi", false, true)).status);
		CPPUNIT_ASSERT_EQUAL(403, at.sender->del(std::string(kPath) + "/" + shared).status);
		CPPUNIT_ASSERT_EQUAL(403,
			at.sender
				->put(std::string(kPath) + "/" + shared,
					at.server->json().write(body("Pris")),
					{{"Content-Type", "application/json"}})
				.status);
		at.company("Étude Solstice", "solstice.test");
		auto stranger = at.person(at.server->tenant("solstice.test"), "odette", "member", "solstice.test");
		CPPUNIT_ASSERT(listed(stranger).empty());
	}

	void movesNoneToAnOwnerWhoHasFifty()
	{
		Deployment at;
		auto boss = admin(at);
		std::string shared;
		for (int i = 0; i < 50; ++i) shared = add(boss, body("À tous", false, true));
		CPPUNIT_ASSERT_EQUAL(409, boss.post(kPath, body("À tous", false, true)).status);
		const auto own = add(boss, body("À moi"));
		const auto change = [&](const std::string& id) {
			return boss.put(std::string(kPath) + "/" + id,
				at.server->json().write(body("Pour tous", false, true)),
				{{"Content-Type", "application/json"}});
		};
		const auto refused = change(own);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(refused.body, 409, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("too_many"), refused.json["code"].text());
		CPPUNIT_ASSERT_EQUAL(200, change(shared).status);
	}

	void ordersThemOnTheirPage()
	{
		Deployment at;
		CPPUNIT_ASSERT(at.sender->get("/messages/templates").contains("sx-empty"));
		const auto id = add(*at.sender, body("Actes"));
		CPPUNIT_ASSERT_EQUAL(
			303, at.sender->postForm("/messages/templates/" + id + "/default", Value::Object{}).status);
		CPPUNIT_ASSERT(listed(*at.sender)[0]["default"].flag());
		for (const char* language: {"fr", "en"})
		{
			const auto page = at.sender->get(std::string("/messages/templates?lang=") + language);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body, 200, page.status);
			CPPUNIT_ASSERT(page.contains("Actes"));
		}
		CPPUNIT_ASSERT_EQUAL(303, at.sender->postForm("/messages/templates/" + id + "/delete", Value::Object{}).status);
		CPPUNIT_ASSERT(listed(*at.sender).empty());
		CPPUNIT_ASSERT(!at.server->logged("pages.word.failed"));
	}

	void tellsAndErasesThoseOfAPersonAlone()
	{
		Deployment at;
		add(*at.sender, body("Actes"));
		auto boss = admin(at);
		add(boss, body("De tous", false, true));
		auto colleague = at.person(at.tenant, "julie", "member", "localhost");
		add(colleague, body("À Julie"));
		auto* data = at.server->find<directory::PersonData>("option_templates");
		CPPUNIT_ASSERT(data);
		const auto owner = at.server->find<directory::Directory>()->byAddress(at.tenant, "camille@example.com")->id;
		auto& store = at.server->store("option_templates");
		const auto losses = store.read(at.tenant, [&](Sql& sql) { return data->lossesOf(sql, owner, {"fr-CA"}); });
		CPPUNIT_ASSERT(losses && losses->size() == 1 && losses->front().count == 1);
		const auto kept = store.read(at.tenant, [&](Sql& sql) { return data->exportOf(sql, owner); });
		CPPUNIT_ASSERT(kept && kept->list().size() == 1);
		CPPUNIT_ASSERT_EQUAL(std::string("Actes"), kept->list()[0]["name"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{5}, kept->list()[0]["options"]["opens"].integer());
		CPPUNIT_ASSERT(bool(store.write(at.tenant, [&](Sql& sql) { return data->erase(sql, owner); })));
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, listed(*at.sender).size());
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, listed(colleague).size());
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(OptionTemplatesTest);

}
