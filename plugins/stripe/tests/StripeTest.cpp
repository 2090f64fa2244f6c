// Tests payment at Stripe against a server that speaks its protocol: replays, reorders and drops count once.
#include "domain/Signature.h"
#include "sx/billing/PaymentGateway.h"
#include "tests/FakeStripe.h"
#include "tests/support/PlansFixture.h"

#include <Poco/TemporaryFile.h>

#include <sys/stat.h>

#include <fstream>

namespace sx::stripe {

class StripeTest: public sx::tests::PlansFixture
{
	CPPUNIT_TEST_SUITE(StripeTest);
	CPPUNIT_TEST(computesTheMacOfTheStandard);
	CPPUNIT_TEST(believesSignedWebhooksOnly);
	CPPUNIT_TEST(sendsTheCustomerToTheHostedPage);
	CPPUNIT_TEST(countsReplaysAndReordersOnce);
	CPPUNIT_TEST(findsAPaymentWhoseWebhookWasDropped);
	CPPUNIT_TEST(beginsOneCheckoutThoughTheAnswerIsLost);
	CPPUNIT_TEST(keepsTheOrderWhileStripeIsDown);
	CPPUNIT_TEST(makesNothingOfWhatExpired);
	CPPUNIT_TEST(chargesAKeptMethodOnce);
	CPPUNIT_TEST(j11RenewsWithTheKeptCardEachMonthOnce);
	CPPUNIT_TEST(j11TriesARefusedRenewalAgainUntilItIsPaid);
	CPPUNIT_TEST(j11KeepsAnotherCardWithoutPayingForIt);
	CPPUNIT_TEST(j11ChargesNoSecondCardBeforeItKnowsOfTheFirst);
	CPPUNIT_TEST(d14GivesMoneyBackOnce);
	CPPUNIT_TEST(leavesNoSecretBehind);
	CPPUNIT_TEST_SUITE_END();

	std::unique_ptr<FakeStripe> _stripe;
	std::unique_ptr<Poco::TemporaryFile> _key, _secret;

public:
	void setUp() override
	{
		_stripe = std::make_unique<FakeStripe>();
		_key = file(FakeStripe::kKey);
		_secret = file(FakeStripe::kSecret);
		start({"audit", "mail", "quotas", "directory", "auth", "licensing", "billing", "stripe"},
			{{"billing.shop", "localhost"},
				{"billing.domain", "localhost"},
				{"stripe.url", _stripe->url()},
				{"stripe.timeout", "5s"},
				{"stripe.secret_key", _key->path()},
				{"stripe.webhook_secret", _secret->path()}});
		company("Boréal", "localhost");
	}
	void tearDown() override
	{
		PlansFixture::tearDown();
		_stripe.reset();
	}

private:
	static std::unique_ptr<Poco::TemporaryFile> file(const std::string& text)
	{
		auto out = std::make_unique<Poco::TemporaryFile>();
		std::ofstream(out->path()) << text << "\n";
		::chmod(out->path().c_str(), 0600);
		return out;
	}
	/// Orders one Avancé, to be paid at Stripe, and returns the order's id.
	std::string order()
	{
		auto visitor = _server->anonymous();
		visitor.postForm("/cart", Value::object({{"act", "add"}, {"plan", "avance"}}));
		const auto answer = visitor.postForm("/cart",
			Value::object({{"act", "order"},
				{"first_name", "Ève"},
				{"last_name", "Côté"},
				{"address", "eve@acme.example.com"},
				{"own_plan", "avance"},
				{"company", "Acme"},
				{"phone", "450 555-0117"},
				{"subdomain", "acme"},
				{"postal_code", "J2A 0G4"},
				{"pay", "stripe"},
				{"terms", "1"}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 303, answer.status);
		return answer.header("Location").substr(7);
	}
	harness::Answer show(const std::string& id) { return _server->anonymous().get("/order/" + id); }
	std::string signatureOf(
		const std::string& body, std::chrono::seconds late = {}, const char* secret = FakeStripe::kSecret)
	{
		const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(_server->now().time_since_epoch()) - late;
		const auto time = std::to_string(seconds.count());
		const auto& keys = _server->keys();
		return "t=" + time + ",v0=00,v1=" + keys.toHex(hmacSha256(keys, secret, time + "." + body).value);
	}
	int hook(const std::string& body, const std::string& signature)
	{
		return _server->anonymous()
			.send("POST",
				"/stripe/webhook",
				{{"Content-Type", "application/json"}, {"Stripe-Signature", signature}},
				body)
			.status;
	}
	int hook(const std::string& id, const std::string& type, std::size_t session)
	{
		const auto body = _stripe->event(id, type, session);
		return hook(body, signatureOf(body));
	}
	std::size_t companies() { return _server->find<directory::Directory>()->tenants()->size(); }
	std::int64_t paid()
	{
		auto rows = _server->store("licensing").readAll("what was paid", [](Sql& sql) {
			return sql.query("SELECT COALESCE(SUM(amount), 0), COUNT(*) FROM licensing_entry WHERE kind = 'paid'");
		});
		CPPUNIT_ASSERT(rows && rows->size() == 1);
		return rows->front().integer(0);
	}
	/// Buys one Avancé; then Ève is the administrator, and the renewal is a month away.
	void buy()
	{
		const auto id = order();
		show(id);
		_stripe->pay(0);
		CPPUNIT_ASSERT_EQUAL(204, hook("evt_1", "checkout.session.completed", 0));
		_server->runJobs();
		_host = "acme.localhost";
		_tenant = _server->tenant(_host);
		_camille = people().byAddress(_tenant, "eve@acme.example.com")->id;
	}
	/// Asks to change the card as Ève does, and returns the number of the session at Stripe.
	std::size_t changeCard()
	{
		const auto chosen = admin().postForm(
			"/admin/subscription/payment", Value::object({{"pay", "stripe"}, {"due_now", "0"}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(chosen.body, 303, chosen.status);
		const auto page = admin().get(chosen.header("Location"));
		CPPUNIT_ASSERT_MESSAGE(page.body, page.contains("https://checkout.stripe.test/c/cs_test_"));
		return _stripe->sessions().size() - 1;
	}
	std::string openNow()
	{
		std::string out;
		for (const auto& each: invoices()) out += std::to_string(each["open"].integer()) + " ";
		return out;
	}
	billing::PaymentGateway& gateway()
	{
		auto* found = _server->find<billing::PaymentGateway>("stripe");
		CPPUNIT_ASSERT(found);
		return *found;
	}

	void computesTheMacOfTheStandard()
	{
		// RFC 4231, test case 2.
		const auto& keys = _server->keys();
		CPPUNIT_ASSERT_EQUAL(std::string("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
			keys.toHex(hmacSha256(keys, "Jefe", "what do ya want for nothing?").value));
	}

	void believesSignedWebhooksOnly()
	{
		const auto id = order();
		show(id);
		_stripe->pay(0);
		const auto body = _stripe->event("evt_1", "checkout.session.completed", 0);
		const auto good = signatureOf(body);
		CPPUNIT_ASSERT_EQUAL(400, hook(body, ""));
		CPPUNIT_ASSERT_EQUAL(400, hook(body, "t=,v1="));
		CPPUNIT_ASSERT_EQUAL(400, hook(body, good.substr(0, good.find(",v1="))));
		CPPUNIT_ASSERT_EQUAL(400, hook(body + " ", good));
		CPPUNIT_ASSERT_EQUAL(400, hook(body, signatureOf(body, std::chrono::seconds(0), "whsec_other")));
		CPPUNIT_ASSERT_EQUAL(400, hook(body, signatureOf(body, std::chrono::seconds(301))));
		CPPUNIT_ASSERT_EQUAL(400, hook(body, signatureOf(body, std::chrono::seconds(-302))));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, companies());
		CPPUNIT_ASSERT_EQUAL(204, hook(body, signatureOf(body, std::chrono::seconds(299))));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, companies());
	}

	void sendsTheCustomerToTheHostedPage()
	{
		const auto id = order();
		CPPUNIT_ASSERT(show(id).contains("https://checkout.stripe.test/c/cs_test_1"));
		const auto session = _stripe->sessions().at(0);
		CPPUNIT_ASSERT_EQUAL(804, session.amount);
		CPPUNIT_ASSERT_EQUAL(std::string("cad"), session.currency);
		CPPUNIT_ASSERT_EQUAL(id, session.order);
		CPPUNIT_ASSERT_EQUAL(std::string("eve@acme.example.com"), session.fields.at("customer_email"));
		CPPUNIT_ASSERT(session.fields.at("success_url").ends_with("/order/" + id));
		CPPUNIT_ASSERT_EQUAL(std::string("off_session"), session.fields.at("payment_intent_data[setup_future_usage]"));
	}

	void countsReplaysAndReordersOnce()
	{
		const auto id = order();
		show(id);
		const auto early = _stripe->event("evt_0", "checkout.session.async_payment_failed", 0);
		_stripe->pay(0);
		// What an event says of the past does not matter: Stripe is asked what is true now.
		CPPUNIT_ASSERT_EQUAL(204, hook("evt_2", "checkout.session.async_payment_succeeded", 0));
		for (int i = 0; i < 5; ++i) CPPUNIT_ASSERT_EQUAL(204, hook("evt_1", "checkout.session.completed", 0));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(204, hook(early, signatureOf(early)));
		CPPUNIT_ASSERT_EQUAL(204, hook("evt_1", "checkout.session.completed", 0));
		CPPUNIT_ASSERT_EQUAL(204, hook("evt_9", "invoice.created", 0));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, companies());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{-804}, paid());
		CPPUNIT_ASSERT(show(id).contains("Visa 4242"));
	}

	void findsAPaymentWhoseWebhookWasDropped()
	{
		const auto id = order();
		show(id);
		_stripe->pay(0);
		_server->advance(std::chrono::minutes(11));
		CPPUNIT_ASSERT(_server->runSchedule("billing.orders"));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, companies());
		CPPUNIT_ASSERT_EQUAL(204, hook("evt_1", "checkout.session.completed", 0));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::int64_t{-804}, paid());
	}

	void beginsOneCheckoutThoughTheAnswerIsLost()
	{
		const auto id = order();
		_stripe->loseNextAnswer();
		CPPUNIT_ASSERT(show(id).contains("ne répond pas"));
		CPPUNIT_ASSERT(show(id).contains("cs_test_1"));
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, _stripe->sessions().size());
	}

	void keepsTheOrderWhileStripeIsDown()
	{
		const auto id = order();
		show(id);
		_stripe->pay(0);
		_stripe->setDown(true);
		CPPUNIT_ASSERT_EQUAL(503, hook("evt_1", "checkout.session.completed", 0));
		CPPUNIT_ASSERT_EQUAL(200, show(id).status);
		_stripe->setDown(false);
		CPPUNIT_ASSERT_EQUAL(204, hook("evt_1", "checkout.session.completed", 0));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, companies());
	}

	void makesNothingOfWhatExpired()
	{
		const auto id = order();
		show(id);
		_stripe->expire(0);
		CPPUNIT_ASSERT_EQUAL(204, hook("evt_1", "checkout.session.expired", 0));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, companies());
		CPPUNIT_ASSERT(show(id).contains("Le paiement n’a pas abouti"));
	}

	void chargesAKeptMethodOnce()
	{
		const auto seller = _server->tenant("localhost");
		const billing::Charge charge{.seller = seller,
			.order = "invoice-7",
			.method = "cus_1:pm_1",
			.amount = 804,
			.currency = "CAD",
			.description = "000007"};
		_stripe->loseNextAnswer();
		CPPUNIT_ASSERT(!gateway().charge(charge));
		auto done = gateway().charge(charge);
		CPPUNIT_ASSERT(done && done->state == billing::PaymentState::Paid && done->amount == 804);
		CPPUNIT_ASSERT_EQUAL(1, _stripe->charged());
		auto other = charge;
		other.order = "invoice-8";
		other.method = "cus_1:pm_refused";
		auto refused = gateway().charge(other);
		CPPUNIT_ASSERT(refused && refused->state == billing::PaymentState::Failed);
		CPPUNIT_ASSERT(gateway().refund({seller, "pi_9", "credit-1", 804}));
		CPPUNIT_ASSERT(gateway().refund({seller, "pi_9", "credit-1", 804}));
		CPPUNIT_ASSERT_EQUAL(1, _stripe->refunded());
	}

	void j11RenewsWithTheKeptCardEachMonthOnce()
	{
		buy();
		live(31);
		CPPUNIT_ASSERT_EQUAL(std::string("0 0 "), openNow());
		CPPUNIT_ASSERT_EQUAL(1, _stripe->charged());
		CPPUNIT_ASSERT_EQUAL(std::string("804"), _stripe->charges().at(0).at("amount"));
		CPPUNIT_ASSERT_EQUAL(std::string("cus_1"), _stripe->charges().at(0).at("customer"));
		// The answer about the second renewal is lost; the job asks again, with the same key.
		live(29);
		_stripe->loseNextAnswer();
		live(2);
		CPPUNIT_ASSERT_EQUAL(std::string("0 0 0 "), openNow());
		CPPUNIT_ASSERT_EQUAL(2, _stripe->charged());
		CPPUNIT_ASSERT_EQUAL(std::string("active"), standing());
		// What Stripe reports of a renewal is known already.
		CPPUNIT_ASSERT_EQUAL(204, hook("evt_5", "payment_intent.succeeded", 0));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::int64_t{-3 * 804}, paid());
	}

	void j11TriesARefusedRenewalAgainUntilItIsPaid()
	{
		buy();
		_stripe->refuse("pm_1");
		live(31);
		CPPUNIT_ASSERT_EQUAL(std::string("past_due"), standing());
		CPPUNIT_ASSERT_EQUAL(std::string("804 0 "), openNow());
		const auto calls = _stripe->calls();
		live(2);
		CPPUNIT_ASSERT(_stripe->calls() > calls);
		CPPUNIT_ASSERT_EQUAL(std::string("past_due"), standing());
		CPPUNIT_ASSERT_EQUAL(0, _stripe->charged());
		_stripe->refuse("pm_1", false);
		live(3);
		CPPUNIT_ASSERT_EQUAL(std::string("active"), standing());
		CPPUNIT_ASSERT_EQUAL(std::string("0 0 "), openNow());
		CPPUNIT_ASSERT_EQUAL(1, _stripe->charged());
	}

	void j11KeepsAnotherCardWithoutPayingForIt()
	{
		buy();
		const auto setup = changeCard();
		const auto session = _stripe->sessions().at(setup);
		CPPUNIT_ASSERT_EQUAL(std::string("setup"), session.mode);
		CPPUNIT_ASSERT(!session.fields.contains("line_items[0][price_data][unit_amount]"));
		CPPUNIT_ASSERT(session.fields.at("success_url").find("://acme.localhost") != std::string::npos);
		_stripe->pay(setup, "pm_2");
		for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT_EQUAL(204, hook("evt_2", "checkout.session.completed", setup));
		_server->runJobs();
		CPPUNIT_ASSERT(admin().get("/admin/subscription").contains("Visa 0341"));
		// The card before it is reported once more, and late.
		CPPUNIT_ASSERT_EQUAL(204, hook("evt_3", "checkout.session.completed", 0));
		CPPUNIT_ASSERT_EQUAL(204, hook("evt_4", "checkout.session.completed", setup));
		live(31);
		CPPUNIT_ASSERT_EQUAL(std::string("pm_2"), _stripe->charges().at(0).at("payment_method"));
		CPPUNIT_ASSERT_EQUAL(std::string("0 0 "), openNow());
		CPPUNIT_ASSERT(!_server->logged("pm_2"));
	}

	void j11ChargesNoSecondCardBeforeItKnowsOfTheFirst()
	{
		buy();
		live(29);
		// The renewal is charged, but the answer never comes, and Stripe is down for a day.
		_server->advance(std::chrono::days(1));
		CPPUNIT_ASSERT(_server->runSchedule("billing.sweep"));
		_stripe->loseNextAnswer();
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(1, _stripe->charged());
		const auto setup = changeCard();
		_stripe->pay(setup, "pm_2");
		CPPUNIT_ASSERT_EQUAL(204, hook("evt_2", "checkout.session.completed", setup));
		_server->runJobs();
		live(2);
		CPPUNIT_ASSERT_EQUAL(1, _stripe->charged());
		CPPUNIT_ASSERT_EQUAL(std::string("0 0 "), openNow());
		CPPUNIT_ASSERT(admin().get("/admin/subscription").contains("Visa 0341"));
	}

	void d14GivesMoneyBackOnce()
	{
		buy();
		const std::vector<std::string> refund{"invoice", "refund", "--tenant", "acme.localhost", "--number", "1"};
		_stripe->loseNextAnswer();
		CPPUNIT_ASSERT(!_server->verb(refund));
		for (int i = 0; i < 2; ++i) run(refund);
		CPPUNIT_ASSERT_EQUAL(1, _stripe->refunded());
		CPPUNIT_ASSERT_EQUAL(std::string("0 0 "), openNow());
		CPPUNIT_ASSERT_EQUAL(std::string("credit"), invoices()[0]["kind"].text());
		auto rows = _server->store("licensing").read(_tenant, [](Sql& sql) {
			return sql.query("SELECT SUM(amount), SUM(CASE WHEN kind = 'refunded' THEN amount ELSE 0 END) FROM "
							 "licensing_entry WHERE tenant_id = :tenant");
		});
		CPPUNIT_ASSERT(rows && rows->front().integer(0) == 0 && rows->front().integer(1) == 804);
	}

	void leavesNoSecretBehind()
	{
		const auto id = order();
		const auto page = show(id);
		_stripe->pay(0);
		hook("evt_1", "checkout.session.completed", 0);
		hook("{", "t=1,v1=00");
		_server->runJobs();
		for (const char* secret: {FakeStripe::kKey, FakeStripe::kSecret, "pm_1", "cus_1", "cs_test_1"})
			CPPUNIT_ASSERT_MESSAGE(secret, !_server->logged(secret));
		for (const char* secret: {FakeStripe::kKey, FakeStripe::kSecret}) CPPUNIT_ASSERT(!page.contains(secret));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(StripeTest);

}
