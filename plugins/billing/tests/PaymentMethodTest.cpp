// Tests how a company gives and changes its way to pay, with the demonstration's gateway (rows E3, J11).
#include "sx/billing/PaymentGateway.h"
#include "tests/support/PlansFixture.h"

namespace sx::billing {

class PaymentMethodTest: public sx::tests::PlansFixture
{
	CPPUNIT_TEST_SUITE(PaymentMethodTest);
	CPPUNIT_TEST(e3TakesATrialUpWithACard);
	CPPUNIT_TEST(e3TakesATrialUpByInvoice);
	CPPUNIT_TEST(j11PaysWhatIsOwedWithAnotherCard);
	CPPUNIT_TEST(j11TakesNothingUpForAnotherAmount);
	CPPUNIT_TEST(keepsTheCardThatWasBegunLast);
	CPPUNIT_TEST(showsNobodyElseAWayToPay);
	CPPUNIT_TEST_SUITE_END();

	static constexpr const char* kPayment = "/admin/subscription/payment";

public:
	void setUp() override
	{
		start({"audit", "mail", "quotas", "directory", "auth", "licensing", "billing"},
			{{"billing.shop", "localhost"}, {"billing.domain", "localhost"}, {"billing.on_account", "true"}});
		company("Secure Exchanges", "localhost");
	}

private:
	/// Orders one Avancé for Acme, as a trial or paid with a card of the test gateway, and becomes its administrator.
	void order(const std::string& pay, const std::string& act = "pay")
	{
		auto visitor = _server->anonymous();
		visitor.postForm("/cart", Value::object({{"act", "add"}, {"plan", "avance"}}));
		const auto placed = visitor.postForm("/cart",
			Value::object({{"act", "order"},
				{"first_name", "Ève"},
				{"last_name", "Côté"},
				{"address", "eve@example.com"},
				{"own_plan", "avance"},
				{"company", "Acme"},
				{"phone", "450 555-0117"},
				{"subdomain", "acme"},
				{"postal_code", "j2a0g4"},
				{"pay", pay},
				{"terms", "1"}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(placed.body, 303, placed.status);
		if (pay == "test")
			visitor.postForm("/checkout/test/" + placed.header("Location").substr(7), Value::object({{"act", act}}));
		_server->runJobs();
		_host = "acme.localhost";
		_tenant = _server->tenant(_host);
		_camille = people().byAddress(_tenant, "eve@example.com")->id;
	}
	harness::Answer choose(const std::string& pay, int dueNow)
	{
		return admin().postForm(kPayment, Value::object({{"pay", pay}, {"due_now", std::to_string(dueNow)}}));
	}
	/// Begins to give a card, and returns the order's id.
	std::string begin(int dueNow)
	{
		const auto chosen = choose("test", dueNow);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(chosen.body, 303, chosen.status);
		const auto where = chosen.header("Location");
		CPPUNIT_ASSERT(where.starts_with(std::string(kPayment) + "/"));
		return where.substr(std::string(kPayment).size() + 1);
	}
	/// Plays the payment service's page, and returns where the company's page leads then.
	std::string play(const std::string& id, const std::string& act = "pay")
	{
		CPPUNIT_ASSERT(admin().get(kPayment + ("/" + id)).contains("/checkout/test/" + id));
		CPPUNIT_ASSERT_EQUAL(200, admin().get("/checkout/test/" + id).status);
		const auto played = admin().postForm("/checkout/test/" + id, Value::object({{"act", act}}));
		CPPUNIT_ASSERT_EQUAL(303, played.status);
		_server->runJobs();
		return admin().get(played.header("Location")).header("Location");
	}
	std::string openNow()
	{
		std::string out;
		for (const auto& each: invoices()) out += std::to_string(each["open"].integer()) + " ";
		return out;
	}

	void e3TakesATrialUpWithACard()
	{
		order("trial");
		live(10);
		CPPUNIT_ASSERT(admin().get("/admin/subscription").contains(kPayment));
		const auto page = admin().get(kPayment);
		for (const char* part:
			{"8,04\u00A0$", "4 janvier 2027", "value=\"804\"", "value=\"test\"", "value=\"account\""})
			CPPUNIT_ASSERT_MESSAGE(part, page.contains(part));
		CPPUNIT_ASSERT_EQUAL(std::string("trial"), standing());
		CPPUNIT_ASSERT_EQUAL(std::string("/admin/subscription?done=taken_up"), play(begin(804)));
		CPPUNIT_ASSERT_EQUAL(std::string("active"), standing());
		CPPUNIT_ASSERT_EQUAL(std::string("0 "), openNow());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{804}, invoices()[0]["total"].integer());
		CPPUNIT_ASSERT(admin().get("/admin/subscription").contains("Visa 4242"));
		live(31);
		CPPUNIT_ASSERT_EQUAL(std::string("0 0 "), openNow());
		auto rows = _server->store("audit").read(_tenant, [](Sql& sql) {
			return sql.query(
				"SELECT kind FROM audit_entry WHERE tenant_id = :tenant AND kind = 'billing.method_changed'");
		});
		CPPUNIT_ASSERT(rows && rows->size() == 1);
	}

	void e3TakesATrialUpByInvoice()
	{
		order("trial");
		CPPUNIT_ASSERT_EQUAL(400, choose("gold", 804).status);
		CPPUNIT_ASSERT_EQUAL(400, choose("kept", 804).status);
		CPPUNIT_ASSERT_EQUAL(409, choose("account", 803).status);
		CPPUNIT_ASSERT_EQUAL(std::string("trial"), standing());
		CPPUNIT_ASSERT_EQUAL(
			std::string("/admin/subscription?done=taken_up"), choose("account", 804).header("Location"));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::string("active"), standing());
		CPPUNIT_ASSERT_EQUAL(std::string("804 "), openNow());
	}

	void j11PaysWhatIsOwedWithAnotherCard()
	{
		order("test", "later");
		live(31);
		CPPUNIT_ASSERT_EQUAL(std::string("past_due"), standing());
		CPPUNIT_ASSERT(admin().get("/admin/subscription").contains("Payer maintenant"));
		// The second card is refused as well, which the administrators are told, and nothing is tried more often.
		CPPUNIT_ASSERT_EQUAL(std::string("/admin/subscription?done=method"), play(begin(0), "later"));
		CPPUNIT_ASSERT_EQUAL(std::string("past_due"), standing());
		CPPUNIT_ASSERT_EQUAL(std::string("/admin/subscription/payment?done=failed"), play(begin(0), "refuse"));
		CPPUNIT_ASSERT_EQUAL(std::string("/admin/subscription?done=method"), play(begin(0)));
		CPPUNIT_ASSERT_EQUAL(std::string("active"), standing());
		CPPUNIT_ASSERT_EQUAL(std::string("0 0 "), openNow());
		int refusals = 0;
		for (const auto& each: _server->mails()) refusals += each.subject.find("a été refusé") != std::string::npos;
		CPPUNIT_ASSERT_EQUAL(3, refusals);  // at the renewal, a day later, and of the second card
	}

	void j11TakesNothingUpForAnotherAmount()
	{
		order("trial");
		const auto id = begin(804);
		const auto more = admin().post("/api/v1/subscription/change",
			Value::object({{"items", Value::List{Value::object({{"plan", "avance"}, {"quantity", 3}})}}}));
		CPPUNIT_ASSERT_EQUAL(200, more.status);
		CPPUNIT_ASSERT_EQUAL(std::string("/admin/subscription?done=method_only"), play(id));
		CPPUNIT_ASSERT_EQUAL(std::string("trial"), standing());
		CPPUNIT_ASSERT(invoices().empty());
		CPPUNIT_ASSERT_EQUAL(
			std::string("/admin/subscription?done=taken_up"), choose("kept", 2'411).header("Location"));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::string("0 "), openNow());
	}

	void keepsTheCardThatWasBegunLast()
	{
		order("test");
		const auto first = begin(0);
		_server->advance(std::chrono::minutes(1));
		const auto second = begin(0);
		const auto report = [&](const std::string& order, const std::string& card) {
			const Payment payment{.order = order,
				.reference = "r",
				.state = PaymentState::Paid,
				.currency = {},
				.method = "test_pays",
				.card = card};
			CPPUNIT_ASSERT(
				_server->find<PaymentReports>()->take(_server->tenant("localhost"), "test", "report-" + card, payment));
			_server->runJobs();
		};
		report(second, "Visa 2222");
		report(first, "Visa 1111");
		report(second, "Visa 2222");
		CPPUNIT_ASSERT(admin().get("/admin/subscription").contains("Visa 2222"));
		CPPUNIT_ASSERT(!admin().get("/admin/subscription").contains("Visa 1111"));
		// Without a token nothing is kept.
		const auto third = begin(0);
		CPPUNIT_ASSERT(_server->find<PaymentReports>()->take(_server->tenant("localhost"),
			"test",
			"report-3",
			{.order = third, .reference = "r", .state = PaymentState::Paid, .currency = {}}));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(200, admin().get(kPayment + ("/" + third)).status);
	}

	void showsNobodyElseAWayToPay()
	{
		order("test");
		const auto id = begin(0);
		CPPUNIT_ASSERT_EQUAL(404, _server->anonymous().get("/order/" + id).status);
		CPPUNIT_ASSERT_EQUAL(404, _server->anonymous().get("/checkout/test/" + id).status);
		const auto marc = person("Marc", "member");
		CPPUNIT_ASSERT_EQUAL(403, _server->signedIn(_tenant, marc, _host).get(kPayment).status);
		_host = "solstice.localhost";
		_tenant = company("Solstice", _host);
		_camille = person("Camille", "super");
		CPPUNIT_ASSERT_EQUAL(404, admin().get(kPayment + ("/" + id)).status);
		CPPUNIT_ASSERT_EQUAL(404, admin().get("/checkout/test/" + id).status);
		CPPUNIT_ASSERT_EQUAL(404, admin().get(kPayment).status);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(PaymentMethodTest);

}
