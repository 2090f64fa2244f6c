// Tests the offer, the cart and orders as a new company sees them, with the plans and taxes of config/ (rows E2 to E7).
#include "sx/billing/PaymentGateway.h"
#include "tests/support/PlansFixture.h"

namespace sx::billing {

class ShopTest: public sx::tests::PlansFixture
{
	CPPUNIT_TEST_SUITE(ShopTest);
	CPPUNIT_TEST(offersEveryPlanInBothLanguages);
	CPPUNIT_TEST(sellsAtItsOwnHostOnly);
	CPPUNIT_TEST(e4KeepsTheTermsThatWereAccepted);
	CPPUNIT_TEST(keepsTheCartWithoutAnAccount);
	CPPUNIT_TEST(pricesWhileItIsTyped);
	CPPUNIT_TEST(losesNothingThatWasTyped);
	CPPUNIT_TEST(refusesReservedAndTakenNames);
	CPPUNIT_TEST(makesTheCompanyOfAPaidOrder);
	CPPUNIT_TEST(e7MakesTheCompanyWithEverythingOrNotAtAll);
	CPPUNIT_TEST(countsAPaymentOnceInWhateverOrder);
	CPPUNIT_TEST(believesNoOtherAmount);
	CPPUNIT_TEST(findsAPaymentWhoseReportWasLost);
	CPPUNIT_TEST(usesADiscountOnce);
	CPPUNIT_TEST(beginsATrialWithoutACard);
	CPPUNIT_TEST(boundsWhatANetworkOrders);
	CPPUNIT_TEST(storesNobodyInClear);
	CPPUNIT_TEST_SUITE_END();

	std::unique_ptr<harness::Client> _visitor;

public:
	void setUp() override { open({}); }
	void tearDown() override
	{
		_visitor.reset();
		PlansFixture::tearDown();
	}

private:
	void open(std::map<std::string, std::string> settings)
	{
		settings.insert(
			{{"billing.shop", "localhost"}, {"billing.domain", "localhost"}, {"billing.on_account", "true"}});
		_visitor.reset();
		start({"audit", "mail", "quotas", "directory", "auth", "licensing", "billing"}, std::move(settings));
		company("Boréal", "localhost");
		company("Solstice", "solstice.localhost");
		_visitor = std::make_unique<harness::Client>(_server->anonymous());
		_visitor->always("Accept-Language", "fr-CA");
	}
	harness::Answer cart(Value fields) { return _visitor->postForm("/cart", std::move(fields)); }
	void add(const std::string& plan, const std::string& quantity = "1")
	{
		const auto answer = cart(Value::object({{"act", "add"}, {"plan", plan}, {"quantity", quantity}}));
		CPPUNIT_ASSERT_EQUAL(303, answer.status);
	}
	static Value form(const std::string& subDomain = "acme", const std::string& pay = "test")
	{
		return Value::object({{"act", "order"},
			{"first_name", "Ève"},
			{"last_name", "Côté"},
			{"address", "eve.cote@example.com"},
			{"own_plan", "avance"},
			{"company", "Acme & filles"},
			{"phone", "450 555-0117"},
			{"subdomain", subDomain},
			{"postal_code", "J2A 0G4"},
			{"pay", pay},
			{"terms", "1"}});
	}
	/// Orders one Avancé and returns the order's id.
	std::string order(const Value& fields = form())
	{
		add("avance");
		const auto answer = cart(fields);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 303, answer.status);
		const auto where = answer.header("Location");
		CPPUNIT_ASSERT(where.starts_with("/order/"));
		return where.substr(7);
	}
	Payment payment(const std::string& id, PaymentState state = PaymentState::Paid, std::int64_t amount = 804) const
	{
		return {.order = id, .reference = "r", .state = state, .amount = amount, .currency = "CAD"};
	}
	void report(const std::string& report, const Payment& payment)
	{
		CPPUNIT_ASSERT(_server->find<PaymentReports>()->take(_server->tenant("localhost"), "test", report, payment));
	}
	std::string stateOf(const std::string& id)
	{
		auto rows = _server->store("billing").readAll("state of an order",
			[&](Sql& sql) { return sql.query("SELECT state FROM billing_order WHERE id = ?", {id}); });
		CPPUNIT_ASSERT(rows && rows->size() == 1);
		return rows->front().text(0);
	}
	std::size_t companies() { return _server->find<directory::Directory>()->tenants()->size(); }
	std::size_t activations()
	{
		std::size_t out = 0;
		for (const auto& mail: _server->mails())
			out += mail.to.find("eve.cote@example.com") != std::string::npos &&
					mail.text.find("acme.localhost") != std::string::npos
				? 1
				: 0;
		return out;
	}
	/// Returns the sum of a company's ledger: what it owes.
	std::int64_t owed(const std::string& host)
	{
		auto rows = _server->store("licensing").read(_server->tenant(host), [](Sql& sql) {
			return sql.query("SELECT SUM(amount) FROM licensing_entry WHERE tenant_id = :tenant");
		});
		CPPUNIT_ASSERT(rows && rows->size() == 1);
		return rows->front().integer(0);
	}
	void offersEveryPlanInBothLanguages()
	{
		const auto french = _visitor->get("/plans"), english = _visitor->get("/plans?lang=en&period=year");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(french.body, 200, french.status);
		for (const char* part:
			{"Éco", "Avancé", "0,99\u00A0$", "6,99\u00A0$", "12,99\u00A0$", "Récupération sécurisée", "30 jours"})
			CPPUNIT_ASSERT_MESSAGE(part, french.contains(part));
		for (const char* part: {"Advanced", "$83.88", "Secure collection of documents", "2.5"})
			CPPUNIT_ASSERT_MESSAGE(part, english.contains(part));
	}

	void sellsAtItsOwnHostOnly()
	{
		auto other = _server->anonymous("solstice.localhost");
		for (const char* path: {"/plans", "/cart", "/api/v1/subdomains?name=acme"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(path, 404, other.get(path).status);
		CPPUNIT_ASSERT_EQUAL(404, other.postForm("/cart", form()).status);
	}

	void e4KeepsTheTermsThatWereAccepted()
	{
		const auto terms = _visitor->get("/terms");
		for (const char* part: {"Conditions d’utilisation", "Version 2026-11", "1 novembre 2026", "Le droit du Québec"})
			CPPUNIT_ASSERT_MESSAGE(part, terms.contains(part));
		CPPUNIT_ASSERT(_visitor->get("/terms?lang=en&version=2026-11").contains("The law of Quebec"));
		_visitor->setCookie("sx_lang", "fr");
		CPPUNIT_ASSERT_EQUAL(404, _visitor->get("/terms?version=1999").status);
		add("avance");
		CPPUNIT_ASSERT(_visitor->get("/cart").contains("href=\"/terms?version=2026-11\""));
		const auto placed = cart(form());
		CPPUNIT_ASSERT_EQUAL(303, placed.status);
		CPPUNIT_ASSERT(_visitor->get(placed.header("Location")).contains("href=\"/terms?version=2026-11\""));
		report("1", payment(placed.header("Location").substr(7)));
		_server->runJobs();
		const auto acme = _server->tenant("acme.localhost");
		auto rows = _server->store("audit").read(acme, [](Sql& sql) {
			return sql.query("SELECT details FROM audit_entry WHERE tenant_id = :tenant AND kind = "
							 "'billing.subscription_begun'");
		});
		CPPUNIT_ASSERT(rows && rows->size() == 1 && rows->front().text(0).find("2026-11") != std::string::npos);
		// Whom the invoice bills, on the page and in JSON; the browser's test reads the PDF.
		const auto eve = people().byAddress(acme, "eve.cote@example.com");
		CPPUNIT_ASSERT(eve);
		auto portal = _server->signedIn(acme, eve->id, "acme.localhost");
		const auto invoice = portal.get("/api/v1/invoices").json["items"].list().at(0);
		CPPUNIT_ASSERT_EQUAL(std::string("Acme & filles"), invoice["customer"]["name"].text());
		const auto page = portal.get("/admin/invoices/" + invoice["id"].text());
		for (const auto& line: invoice["customer"]["lines"].list()) CPPUNIT_ASSERT(page.contains(line.text()));
		CPPUNIT_ASSERT_EQUAL(std::string("J2A 0G4"), invoice["customer"]["lines"].list().back().text());
	}

	void keepsTheCartWithoutAnAccount()
	{
		CPPUNIT_ASSERT(_visitor->get("/cart").contains("Votre panier est vide"));
		add("avance", "2");
		add("pro");
		add("avance");
		CPPUNIT_ASSERT_EQUAL(std::string("month.avance-3.pro-1"), _visitor->cookie("sx_cart"));
		const auto page = _visitor->get("/cart");
		CPPUNIT_ASSERT(page.contains("20,97\u00A0$"));
		CPPUNIT_ASSERT(page.contains("33,96\u00A0$"));
		cart(Value::object({{"act", "remove.pro"}}));
		cart(Value::object({{"act", "less.avance"}}));
		CPPUNIT_ASSERT_EQUAL(std::string("month.avance-2"), _visitor->cookie("sx_cart"));
		_visitor->setCookie("sx_cart", "year.avance-99999999999999999999.gold-1.eco--4");
		CPPUNIT_ASSERT_EQUAL(200, _visitor->get("/cart").status);
	}

	void pricesWhileItIsTyped()
	{
		add("avance");
		const auto live = cart(
			Value::object({{"act", "live"}, {"postal_code", "j2a0g4"}, {"company", "Acme & filles"}}));
		CPPUNIT_ASSERT_EQUAL(200, live.status);
		for (const char* part:
			{"8,04\u00A0$", "0,35\u00A0$", "0,70\u00A0$", "Québec", "acme-filles.localhost est libre"})
			CPPUNIT_ASSERT_MESSAGE(part, live.contains(part));
		const auto wrong = cart(Value::object({{"act", "live"}, {"postal_code", "90210"}}));
		CPPUNIT_ASSERT(wrong.contains("Entrez un code postal canadien"));
		CPPUNIT_ASSERT(!wrong.contains("Entrez votre prénom"));
		CPPUNIT_ASSERT(wrong.contains("6,99\u00A0$"));
	}

	void losesNothingThatWasTyped()
	{
		add("avance");
		auto fields = form();
		fields.set("address", "eve.cote");
		fields.set("terms", "0");
		fields.set("postal_code", "123");
		const auto answer = cart(fields);
		CPPUNIT_ASSERT_EQUAL(400, answer.status);
		for (const char* part: {"value=\"Ève\"",
				 "value=\"eve.cote\"",
				 "value=\"Acme &amp; filles\"",
				 "value=\"123\"",
				 "href=\"#address\"",
				 "href=\"#terms\"",
				 "href=\"#postal_code\""})
			CPPUNIT_ASSERT_MESSAGE(part, answer.contains(part));
		CPPUNIT_ASSERT(!answer.contains("href=\"#company\""));
		CPPUNIT_ASSERT(_visitor->cookie("sx_cart").find("avance-1") != std::string::npos);
	}

	void refusesReservedAndTakenNames()
	{
		const std::pair<const char*, int> cases[]{{"acme", 200},
			{"www", 409},
			{"solstice", 409},
			{"SOLSTICE", 409},
			{"-a-", 400},
			{"ab", 400},
			{"xn--caf-dma", 400},
			{"caf%C3%A9", 400}};
		for (const auto& [name, status]: cases)
		{
			const auto answer = _visitor->get(std::string("/api/v1/subdomains?name=") + name);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(name, status, answer.status);
			if (status != 200) CPPUNIT_ASSERT_EQUAL(std::string("subdomain"), answer.json["field"].text());
		}
		order();
		CPPUNIT_ASSERT_EQUAL(409, _visitor->get("/api/v1/subdomains?name=acme").status);
		_server->advance(std::chrono::hours(2));
		CPPUNIT_ASSERT_EQUAL(200, _visitor->get("/api/v1/subdomains?name=acme").status);
	}

	void makesTheCompanyOfAPaidOrder()
	{
		const auto id = order();
		const auto page = _visitor->get("/order/" + id);
		CPPUNIT_ASSERT(page.contains("/checkout/test/" + id));
		CPPUNIT_ASSERT(page.contains("8,04\u00A0$"));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, companies());
		const auto paid = _visitor->postForm("/checkout/test/" + id, Value::object({{"act", "pay"}}));
		CPPUNIT_ASSERT_EQUAL(303, paid.status);
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::string("done"), stateOf(id));
		const auto made = _server->find<directory::Directory>()->tenantByHost("acme.localhost");
		CPPUNIT_ASSERT(made && made->name == "Acme & filles" && made->timeZone == "America/Toronto");
		auto super = _server->find<directory::Directory>()->byAddress(made->id, "eve.cote@example.com");
		CPPUNIT_ASSERT(super && super->role == "super" && super->name == "Ève Côté");
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, activations());
		CPPUNIT_ASSERT(_visitor->get("/order/" + id).contains("acme.localhost"));
		auto portal = _server->signedIn(made->id, super->id, "acme.localhost");
		const auto seats = portal.get("/api/v1/subscription").json["seats"];
		CPPUNIT_ASSERT(
			(seats == Value(Value::List{Value::object({{"plan", "avance"}, {"bought", 1}, {"assigned", 1}})})));
		const auto invoices = portal.get("/api/v1/invoices");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(invoices.body, std::size_t{1}, invoices.json["items"].list().size());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{804}, invoices.json["items"].list().front()["total"].integer());
		CPPUNIT_ASSERT_EQUAL_MESSAGE(invoices.body, std::int64_t{0}, owed("acme.localhost"));
	}

	void e7MakesTheCompanyWithEverythingOrNotAtAll()
	{
		const auto id = order();
		report("1", payment(id));
		// A seat is forged for the company that does not exist yet, so that its subscription cannot begin.
		auto buyer = _server->store("billing").readAll("whom an order makes",
			[&](Sql& sql) { return sql.query("SELECT buyer FROM billing_order WHERE id = ?", {id}); });
		CPPUNIT_ASSERT(buyer && buyer->size() == 1);
		const TenantId tenant{buyer->front().text(0)};
		auto& store = _server->store("licensing");
		CPPUNIT_ASSERT(store.write(tenant, [](Sql& sql) {
			return sql.execute(
				"INSERT INTO licensing_subscription (tenant_id, period, next_period, standing, started, ends, "
				"due, ends_then, planned, entries, balance) VALUES (:tenant, 'month', 'month', 'active', 0, "
				"0, 0, 0, '', 0, 0)");
		}));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, companies());
		CPPUNIT_ASSERT_EQUAL(std::size_t{0}, activations());
		for (const char* table: {"directory_person", "billing_customer", "billing_invoice", "billing_account"})
		{
			const std::string plugin = std::string(table).substr(0, std::string(table).find('_'));
			auto rows = _server->store(plugin).read(tenant, [&](Sql& sql) {
				return sql.query("SELECT tenant_id FROM " + std::string(table) + " WHERE tenant_id = :tenant LIMIT 1");
			});
			CPPUNIT_ASSERT_MESSAGE(table, rows && rows->empty());
		}
		CPPUNIT_ASSERT(store.write(tenant,
			[](Sql& sql) { return sql.execute("DELETE FROM licensing_subscription WHERE tenant_id = :tenant"); }));
		_server->advance(std::chrono::minutes(1));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::string("done"), stateOf(id));
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, activations());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, owed("acme.localhost"));
	}

	void countsAPaymentOnceInWhateverOrder()
	{
		const auto id = order();
		report("1", payment(id, PaymentState::Failed));
		CPPUNIT_ASSERT_EQUAL(std::string("failed"), stateOf(id));
		report("2", payment(id));
		report("2", payment(id));
		_server->runJobs();
		report("3", payment(id));
		report("4", payment(id, PaymentState::Failed));
		report("1", payment(id, PaymentState::Failed));
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::string("done"), stateOf(id));
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, companies());
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, activations());
	}

	void believesNoOtherAmount()
	{
		const auto id = order();
		report("1", payment(id, PaymentState::Paid, 803));
		auto other = payment(id);
		other.currency = "JPY";
		report("2", other);
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::string("waiting"), stateOf(id));
		CPPUNIT_ASSERT(_server->logged("billing.payment.differs"));
	}

	void findsAPaymentWhoseReportWasLost()
	{
		const auto id = order();
		_visitor->get("/order/" + id);
		_server->advance(std::chrono::hours(49));
		CPPUNIT_ASSERT(_server->runSchedule("billing.orders"));
		CPPUNIT_ASSERT_EQUAL(std::string("failed"), stateOf(id));
		CPPUNIT_ASSERT(_visitor->get("/order/" + id).contains("Rien n’a été facturé"));
		_server->advance(std::chrono::days(60));
		CPPUNIT_ASSERT(_server->runSchedule("billing.orders"));
		CPPUNIT_ASSERT_EQUAL(404, _visitor->get("/order/" + id).status);
	}

	void usesADiscountOnce()
	{
		const auto code = discount({"--percent", "50", "--uses", "1"});
		auto fields = form();
		fields.set("discount_code", code);
		const auto id = order(fields);
		CPPUNIT_ASSERT(_visitor->get("/order/" + id).contains("4,01\u00A0$"));
		auto second = form("acme-2");
		second.set("discount_code", code);
		add("avance");
		const auto refused = cart(second);
		CPPUNIT_ASSERT_EQUAL(400, refused.status);
		CPPUNIT_ASSERT(refused.contains("href=\"#discount_code\""));
		report("1", payment(id, PaymentState::Failed));
		CPPUNIT_ASSERT_EQUAL(303, cart(second).status);
	}

	void beginsATrialWithoutACard()
	{
		add("avance");
		CPPUNIT_ASSERT(_visitor->get("/cart").contains("24 décembre 2026"));
		const auto answer = cart(form("acme", "trial"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 303, answer.status);
		_server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, companies());
		CPPUNIT_ASSERT(_visitor->get(answer.header("Location")).contains("Aucun montant"));
	}

	void boundsWhatANetworkOrders()
	{
		open({{"billing.unpaid_network_day", "2"}, {"billing.orders_address_day", "100"}});
		for (const char* name: {"acme-1", "acme-2"})
		{
			add("avance");
			CPPUNIT_ASSERT_EQUAL(303, cart(form(name, "trial")).status);
		}
		add("avance");
		const auto answer = cart(form("acme-3", "trial"));
		CPPUNIT_ASSERT_EQUAL(429, answer.status);
		CPPUNIT_ASSERT(answer.contains("Trop de commandes"));
		CPPUNIT_ASSERT(answer.contains("value=\"Ève\""));
	}

	void storesNobodyInClear()
	{
		const auto id = order();
		auto rows = _server->store("billing").readAll("what a thief reads", [](Sql& sql) {
			return sql.query("SELECT id, state, gateway, reference, checkout, payment, host, discount, details FROM "
							 "billing_order");
		});
		CPPUNIT_ASSERT(rows && rows->size() == 1);
		for (std::size_t column = 0; column < 9; ++column)
			for (const char* part: {"eve.cote", "Côté", "0117"})
				CPPUNIT_ASSERT(rows->front().text(column).find(part) == std::string::npos);
		CPPUNIT_ASSERT(!_server->logged("eve.cote"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ShopTest);

}
