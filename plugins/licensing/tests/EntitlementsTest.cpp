// Tests what a plan lets a person do (row E1), as senders, programs and administrators meet it.
#include "sx/licensing/Entitlements.h"
#include "domain/CatalogueRules.h"
#include "gateway/PlansFile.h"
#include "sx/licensing/Ledger.h"
#include "sx/licensing/Money.h"
#include "sx/sealed/SealedSize.h"
#include "tests/support/PlansFixture.h"

#include <algorithm>
#include <barrier>
#include <fstream>
#include <thread>

namespace sx::licensing {

class EntitlementsTest: public sx::tests::PlansFixture
{
	CPPUNIT_TEST_SUITE(EntitlementsTest);
	CPPUNIT_TEST(restrictsNobodyWithoutASubscription);
	CPPUNIT_TEST(e1RefusesWhatThePlanLacksAndSaysWhatGivesIt);
	CPPUNIT_TEST(e1LetsWhoHasNoLicenceReadOnly);
	CPPUNIT_TEST(e1IsReadOnlyWhenTheSubscriptionEnds);
	CPPUNIT_TEST(j11SendsWhileAPaymentIsTriedAgainAndReadsAfterwards);
	CPPUNIT_TEST(j11ObeysThePlanThatIsInForceWhenItIsSealed);
	CPPUNIT_TEST(tellsWhatAPersonMayDo);
	CPPUNIT_TEST(e1StopsTheRequestAfterTheLastOfTheMonth);
	CPPUNIT_TEST(e1CountsAFileOnceHoweverManyPartsItHas);
	CPPUNIT_TEST(countsExactlyHoweverManyAsk);
	CPPUNIT_TEST(locksTheComposerAndShowsTheLicence);
	CPPUNIT_TEST(refusesAFeatureThatNoPlanGives);
	CPPUNIT_TEST(wordsMoney);
	CPPUNIT_TEST_SUITE_END();

	static constexpr std::string_view kManifest = "AAAAAAAAAAAAAAAAAAAAAA", kFile = "AQEBAQEBAQEBAQEBAQEBAQ";

public:
	void setUp() override
	{
		start({"api_keys",
			"audit",
			"auth",
			"directory",
			"licensing",
			"mail",
			"messages",
			"quotas",
			"sealed",
			"sms",
			"sms_gate",
			"storage"});
		found();
	}

private:
	const Entitlements& entitlements() { return *_server->find<Entitlements>(); }
	void subscribe(const std::string& plan, int count = 2, const std::string& until = "2027-12-31")
	{
		giveSeats(plan, count, until);
	}
	void licence(const UserId& user, const std::string& plan)
	{
		const auto given = _server->signedIn(_tenant, _camille)
							   .post("/api/v1/licences/assign", Value::object({{"user", user.value}, {"plan", plan}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(given.body, 200, given.status);
	}
	static Value message(bool asksSms, std::int64_t fileBytes = 0, const std::string& delivery = "link")
	{
		auto recipient = Value::object({{"address", "louis@example.net"}});
		if (asksSms || delivery == "sms") recipient.set("mobile", "+15145550142");
		Value::List files{Value::object({{"id", kManifest}, {"bytes", 2'000}})};
		if (fileBytes > 0) files.push_back(Value::object({{"id", kFile}, {"bytes", sealed::sealedBytes(fileBytes)}}));
		return Value::object({{"language", "fr"},
			{"delivery", delivery},
			{"gates", Value::object({{"sms", asksSms}, {"code", true}})},
			{"recipients", Value::List{recipient}},
			{"files", std::move(files)}});
	}
	harness::Answer send(const Value& what, const std::string& language = "fr-CA")
	{
		return _server->signedIn(_tenant, _marc)
			.always("Accept-Language", language)
			.setCookie("sx_lang", language.substr(0, 2))
			.post("/api/v1/messages", what);
	}
	static void refuses(
		const harness::Answer& answer, int status, const std::string& code, const std::vector<std::string>& says)
	{
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, status, answer.status);
		CPPUNIT_ASSERT_EQUAL(code, answer.json["code"].text());
		for (const auto& part: says)
			CPPUNIT_ASSERT_MESSAGE(
				part + " in " + answer.body, answer.json["detail"].text().find(part) != std::string::npos);
	}

	void restrictsNobodyWithoutASubscription()
	{
		CPPUNIT_ASSERT_EQUAL(201, send(message(true, 2'000'000'000)).status);
		CPPUNIT_ASSERT_EQUAL(201, send(message(false, 0, "sms")).status);
		const auto told = _server->signedIn(_tenant, _marc).get("/api/v1/entitlements").json;
		CPPUNIT_ASSERT_EQUAL(std::string("free"), told["standing"].text());
		CPPUNIT_ASSERT(told["limits"].members().empty());
	}

	void e1RefusesWhatThePlanLacksAndSaysWhatGivesIt()
	{
		subscribe("eco");
		licence(_marc, "eco");
		CPPUNIT_ASSERT_EQUAL(201, send(message(false, 25'000'000)).status);
		const auto gate = send(message(true));
		refuses(gate, 403, "not_in_plan", {"Éco", "Avancé", "6,99", "super-administrateur"});
		CPPUNIT_ASSERT_EQUAL(std::string("recipients[0].gates.sms"), gate.json["field"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("avance"), gate.json["plan"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("Avancé"), gate.json["plan_name"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{699}, gate.json["price"].integer());
		refuses(send(message(true), "en-CA"), 403, "not_in_plan", {"Eco", "Advanced", "$6.99", "super-administrator"});
		refuses(send(message(false, 0, "sms")), 403, "not_in_plan", {"Avancé"});
		const auto file = send(message(false, 100'000'000));
		refuses(file, 413, "plan_limit", {"25", "Éco", "Avancé", "100", "6,99"});
		CPPUNIT_ASSERT_EQUAL(std::string("files[1].bytes"), file.json["field"].text());
		refuses(send(message(false, 1'000'000'000)), 413, "plan_limit", {"Pro", "2,5"});
		subscribe("avance");
		licence(_marc, "avance");
		CPPUNIT_ASSERT_EQUAL(201, send(message(true, 100'000'000)).status);
		CPPUNIT_ASSERT_EQUAL(413, send(message(true, 200'000'000)).status);
		subscribe("pro");
		licence(_marc, "pro");
		CPPUNIT_ASSERT_EQUAL(201, send(message(true, 2'000'000'000)).status);
	}

	void e1LetsWhoHasNoLicenceReadOnly()
	{
		subscribe("eco");
		refuses(send(message(false)), 403, "no_licence", {"0,99", "super-administrateur"});
		auto marc = _server->signedIn(_tenant, _marc);
		CPPUNIT_ASSERT_EQUAL(200, marc.get("/messages").status);
		CPPUNIT_ASSERT_EQUAL(200, marc.get("/messages/received").status);
		licence(_marc, "eco");
		CPPUNIT_ASSERT_EQUAL(201, send(message(false)).status);
	}

	void e1IsReadOnlyWhenTheSubscriptionEnds()
	{
		subscribe("pro", 2, "2026-11-30");
		licence(_marc, "pro");
		CPPUNIT_ASSERT_EQUAL(201, send(message(false)).status);
		_server->advance(std::chrono::days(8));
		refuses(send(message(false)), 403, "subscription_ended", {"pris fin", "12,99"});
		CPPUNIT_ASSERT_EQUAL(200, _server->signedIn(_tenant, _marc).get("/messages").status);
	}

	void stand(Standing standing)
	{
		CPPUNIT_ASSERT(_server->store("licensing").write(_tenant, [&](Sql& sql) -> Result<> {
			auto& ledger = *_server->find<Ledger>();
			auto subscription = ledger.hold(sql);
			if (!subscription) return subscription.error();
			subscription->standing = standing;
			return ledger.put(sql, *subscription);
		}));
	}

	void j11SendsWhileAPaymentIsTriedAgainAndReadsAfterwards()
	{
		subscribe("pro", 2, "2026-11-30");
		licence(_marc, "pro");
		_server->advance(std::chrono::days(9));
		stand(Standing::PastDue);
		CPPUNIT_ASSERT_EQUAL(201, send(message(false)).status);
		stand(Standing::ReadOnly);
		refuses(send(message(false)), 403, "subscription_ended", {"reste lisible"});
	}

	void j11ObeysThePlanThatIsInForceWhenItIsSealed()
	{
		subscribe("eco");
		subscribe("avance");
		licence(_marc, "avance");
		const auto draft = send(message(true));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(draft.body, 201, draft.status);
		licence(_marc, "eco");
		auto marc = _server->signedIn(_tenant, _marc);
		const auto& keys = _server->keys();
		const auto id = draft.json["id"].text(), grant = draft.json["grants"].list()[0]["grant"].text();
		const auto path = "/api/v1/messages/" + id + "/files/" + std::string(kManifest) + "/parts/0";
		const auto bytes = keys.random(2'000).value;
		CPPUNIT_ASSERT_EQUAL(
			200, marc.put(path, bytes, {{"X-Content-SHA256", keys.toHex(keys.sha256(bytes).value)}}).status);
		const auto slot = std::string("SXK1\x01\x01\x06\x00", 8) + std::string(8, '\0') +
			keys.fromBase64Url(id)->value + keys.fromBase64Url(grant)->value + keys.random(108).value;
		const auto sealing = Value::object({{"grants",
			Value::List{Value::object({{"grant", grant},
				{"slot", keys.toBase64Url(slot)},
				{"proof", keys.toBase64Url(keys.random(32).value)}})}}});
		const auto refused = marc.post("/api/v1/messages/" + id + "/send", sealing);
		refuses(refused, 403, "not_in_plan", {"Avancé"});
		licence(_marc, "avance");
		const auto sent = marc.post("/api/v1/messages/" + id + "/send", sealing);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(sent.body, 200, sent.status);
		// What was sent stays followed and readable after a downgrade.
		licence(_marc, "eco");
		CPPUNIT_ASSERT_EQUAL(200, marc.get("/messages/" + id).status);
		const auto token = draft.json["grants"].list()[0]["token"].text();
		CPPUNIT_ASSERT_EQUAL(200, _server->anonymous().get("/m/" + token).status);
	}

	void tellsWhatAPersonMayDo()
	{
		subscribe("eco");
		licence(_marc, "eco");
		auto marc = _server->signedIn(_tenant, _marc);
		const auto own = marc.get("/api/v1/entitlements").json;
		CPPUNIT_ASSERT_EQUAL(std::string("eco"), own["plan"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{25'000'000}, own["limits"]["file_bytes"].integer());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, own["used"]["api_requests_month"].integer(-1));
		CPPUNIT_ASSERT_EQUAL(std::size_t{14}, own["features"].list().size());
		CPPUNIT_ASSERT_EQUAL(403, marc.get("/api/v1/entitlements?user=" + _camille.value).status);
		auto admin = _server->signedIn(_tenant, _camille);
		CPPUNIT_ASSERT_EQUAL(
			std::string("eco"), admin.get("/api/v1/entitlements?user=" + _marc.value).json["plan"].text());
		const auto none = admin.get("/api/v1/entitlements").json;
		CPPUNIT_ASSERT_EQUAL(std::string("unlicensed"), none["standing"].text());
		CPPUNIT_ASSERT(none["features"].list().empty() && !none["may_send"].flag());
		CPPUNIT_ASSERT_EQUAL(404, admin.get("/api/v1/entitlements?user=01900000-0000-7000-8000-000000000000").status);
	}

	harness::Client program(const std::string& name)
	{
		const auto made = _server->signedIn(_tenant, _camille)
							  .post("/api/v1/keys",
								  Value::object({{"name", name}, {"scopes", Value::List{"messages.send"}}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(made.body, 201, made.status);
		return _server->anonymous().apiKey(made.json["key"].text());
	}

	void e1StopsTheRequestAfterTheLastOfTheMonth()
	{
		subscribe("eco");
		licence(_camille, "eco");
		auto one = program("one"), other = program("other");
		for (int i = 0; i < 250; ++i)
		{
			CPPUNIT_ASSERT_EQUAL(200, one.get("/api/v1/messages").status);
			CPPUNIT_ASSERT_EQUAL(200, other.get("/api/v1/messages").status);
		}
		const auto stopped = one.get("/api/v1/messages", {{"Accept-Language", "en"}});
		refuses(stopped, 429, "quota_api_requests_month", {"500", "Eco", "Advanced", "1,000"});
		CPPUNIT_ASSERT_EQUAL(std::string("500"), stopped.header("RateLimit-Limit"));
		CPPUNIT_ASSERT_EQUAL(std::string("0"), stopped.header("RateLimit-Remaining"));
		CPPUNIT_ASSERT_EQUAL(stopped.header("Retry-After"), stopped.header("RateLimit-Reset"));
		CPPUNIT_ASSERT_EQUAL(std::string("2026-12-01T00:00:00.000Z"), stopped.json["renews"].text());
		CPPUNIT_ASSERT_EQUAL(429, other.get("/api/v1/messages").status);
		auto camille = _server->signedIn(_tenant, _camille);
		CPPUNIT_ASSERT_EQUAL(
			std::int64_t{500}, camille.get("/api/v1/entitlements").json["used"]["api_requests_month"].integer());
		_server->advance(std::chrono::days(7));
		CPPUNIT_ASSERT_EQUAL(200, one.get("/api/v1/messages").status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1},
			_server->signedIn(_tenant, _camille)
				.get("/api/v1/entitlements")
				.json["used"]["api_requests_month"]
				.integer());
	}

	void e1CountsAFileOnceHoweverManyPartsItHas()
	{
		subscribe("eco");
		licence(_camille, "eco");
		auto key = program("one");
		const auto begun = key.post("/api/v1/messages", message(false, 25'000'000));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(begun.body, 201, begun.status);
		const auto path = "/api/v1/messages/" + begun.json["id"].text() + "/files/" + std::string(kFile) + "/parts/";
		const std::string part = _server->keys().random(20'000).value;
		for (int i = 0; i < 3; ++i)
			static_cast<void>(key.put(path + std::to_string(i),
				part,
				{{"X-Content-SHA256", _server->keys().toHex(_server->keys().sha256(part).value)}}));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, *entitlements().usedOf(_tenant, _camille, kApiRequestsMonth));
		// Who has used up the month still ends the transfer that has begun.
		for (int i = 1; i < 500; ++i) CPPUNIT_ASSERT(entitlements().spend(_tenant, _camille, kApiRequestsMonth));
		CPPUNIT_ASSERT_EQUAL(429, key.get("/api/v1/messages").status);
		CPPUNIT_ASSERT(429 != key.put(path + "0", part).status);
	}

	void countsExactlyHoweverManyAsk()
	{
		subscribe("eco");
		licence(_marc, "eco");
		std::barrier together(8);
		std::atomic<int> taken = 0;
		std::vector<std::jthread> threads;
		for (int i = 0; i < 8; ++i)
			threads.emplace_back([&] {
				together.arrive_and_wait();
				for (int each = 0; each < 70; ++each)
					if (entitlements().spend(_tenant, _marc, kApiRequestsMonth)) ++taken;
			});
		threads.clear();
		CPPUNIT_ASSERT_EQUAL(500, taken.load());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{500}, *entitlements().usedOf(_tenant, _marc, kApiRequestsMonth));
	}

	void locksTheComposerAndShowsTheLicence()
	{
		subscribe("eco");
		auto marc = _server->signedIn(_tenant, _marc);
		const auto locked = marc.get("/messages/new");
		CPPUNIT_ASSERT_MESSAGE(_server->logLines().back(), locked.contains("id=\"locked\""));
		CPPUNIT_ASSERT(marc.get("/account").contains("licence-refusal"));
		licence(_marc, "eco");
		const auto composer = marc.get("/messages/new");
		CPPUNIT_ASSERT(!composer.contains("id=\"locked\""));
		CPPUNIT_ASSERT(composer.contains("id=\"gate-sms-locked\"") && !composer.contains("data-gate=\"sms\""));
		CPPUNIT_ASSERT(composer.contains("data-file-max=\"25000000\""));
		const auto account = marc.get("/account");
		CPPUNIT_ASSERT_MESSAGE(account.body, account.contains("licence-section") && account.contains("Éco"));
		CPPUNIT_ASSERT(account.contains("Il en reste 500"));
		subscribe("avance");
		licence(_marc, "avance");
		CPPUNIT_ASSERT(marc.get("/messages/new").contains("data-gate=\"sms\""));
	}

	void refusesAFeatureThatNoPlanGives()
	{
		auto catalogue = *readPlans(SX_PLANS);
		CPPUNIT_ASSERT(checkFeatureIsSold(catalogue, "sms_gate", "sms_gate"));
		const auto unknown = checkFeatureIsSold(catalogue, "fax_gate", "fax_gate");
		CPPUNIT_ASSERT(!unknown && unknown.error().detail.find("fax_gate") != std::string::npos);
		catalogue.features.emplace("fax_gate", Words{{"fr", "Télécopie"}, {"en", "Fax"}});
		CPPUNIT_ASSERT(!checkFeatureIsSold(catalogue, "fax_gate", "fax_gate"));
		std::ifstream in(SX_PLANS);
		std::string plans((std::istreambuf_iterator<char>(in)), {});
		for (auto at = plans.find("sms_gate"); at != std::string::npos; at = plans.find("sms_gate"))
			plans.replace(at, 8, "fax_gate");
		const auto path = _server->dataFolder() + "/plans.yaml";
		std::ofstream(path) << plans;
		harness::Options options;
		options.plugins = {"directory", "licensing", "quotas", "sealed", "sms", "sms_gate", "storage"};
		options.settings = {{"licensing.plans", path}};
		std::string refusal;
		try
		{
			harness::Server::start(std::move(options));
		}
		catch (const std::exception& e)
		{
			refusal = e.what();
		}
		CPPUNIT_ASSERT_MESSAGE(refusal,
			refusal.find("plugin sms_gate asks for the feature sms_gate, which the file of plans does not name") !=
				std::string::npos);
	}

	void wordsMoney()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("6,99\u00a0$"), moneyText({"fr-CA"}, 699, "CAD"));
		CPPUNIT_ASSERT_EQUAL(std::string("$6.99"), moneyText({"en-CA"}, 699, "CAD"));
		CPPUNIT_ASSERT_EQUAL(std::string("1\u00a0234\u00a0567,05\u00a0$"), moneyText({"fr-CA"}, 123'456'705, "CAD"));
		CPPUNIT_ASSERT_EQUAL(std::string("\u2212$1,234.50"), moneyText({"en-CA"}, -123'450, "CAD"));
		CPPUNIT_ASSERT_EQUAL(std::string("0.05\u00a0EUR"), moneyText({"en-CA"}, 5, "EUR"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(EntitlementsTest);

}
