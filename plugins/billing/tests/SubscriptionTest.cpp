// Tests subscriptions and invoices as an administrator, the operator and an accountant see them, on a moving clock.
#include "tests/support/PlansFixture.h"

#include <barrier>
#include <thread>

namespace sx::billing {

class SubscriptionTest: public sx::tests::PlansFixture
{
	CPPUNIT_TEST_SUITE(SubscriptionTest);
	CPPUNIT_TEST(billsMoreSeatsAtOnceForTheDaysThatAreLeft);
	CPPUNIT_TEST(leavesFewerSeatsToTheRenewal);
	CPPUNIT_TEST(takesLicencesAlongWhenAllSeatsOfAPlanGoUp);
	CPPUNIT_TEST(refusesFewerSeatsThanAreAssigned);
	CPPUNIT_TEST(namesTheFieldThatIsWrong);
	CPPUNIT_TEST(renewsEachMonthWithNumbersWithoutAGap);
	CPPUNIT_TEST(stopsWhatIsNotPaidAndGoesOnOnceItIs);
	CPPUNIT_TEST(endsWhatIsNeverPaidWithACreditNote);
	CPPUNIT_TEST(mailsBeforeATrialEndsAndStopsIt);
	CPPUNIT_TEST(endsWithItsPeriodOnceCancelledUnlessResumed);
	CPPUNIT_TEST(writesThePdfInTheCompanysLanguage);
	CPPUNIT_TEST(countsAPaymentOnce);
	CPPUNIT_TEST(givesTheLastSeatToOneOf64);
	CPPUNIT_TEST(showsInvoicesToTheirCompanyOnly);
	CPPUNIT_TEST_SUITE_END();

	TenantId _seller;

public:
	void setUp() override
	{
		start({"audit", "mail", "quotas", "directory", "auth", "licensing", "billing"});
		_seller = company("Secure Exchanges", "localhost");
		found("boreal.localhost");
	}

private:
	/// Sells on account on 24 November 2026, as the operator does.
	void begin(const std::string& seats, const std::vector<std::string>& more = {})
	{
		run({"subscription",
				"begin",
				"--tenant",
				"boreal.localhost",
				"--seller",
				"localhost",
				"--seats",
				seats,
				"--postal-code",
				"J2A 0G4"},
			more);
	}
	bool pay(int number, const std::string& reference = "r")
	{
		const auto done = _server->verb({"invoice",
			"pay",
			"--tenant",
			"boreal.localhost",
			"--number",
			std::to_string(number),
			"--reference",
			reference});
		return done && *done == 0;
	}
	static Value wanted(std::initializer_list<std::pair<const char*, int>> items, Value period = {})
	{
		Value::List out;
		for (const auto& [plan, quantity]: items)
			out.push_back(Value::object({{"plan", plan}, {"quantity", quantity}}));
		return Value::object({{"items", std::move(out)}, {"period", std::move(period)}});
	}
	harness::Answer ask(const char* what, const Value& body)
	{
		return admin().post(std::string("/api/v1/subscription/") + what, body);
	}
	void checkTotals()
	{
		std::int64_t number = 0;
		auto all = invoices();
		for (auto each = all.rbegin(); each != all.rend(); ++each)
		{
			CPPUNIT_ASSERT_EQUAL((*each)["total"].integer(), sum((*each)["lines"]) + sum((*each)["taxes"]));
			const auto one = admin().get("/api/v1/invoices/" + (*each)["id"].text()).json;
			CPPUNIT_ASSERT_EQUAL((*each)["total"].integer(), one["total"].integer());
			CPPUNIT_ASSERT_EQUAL(++number, std::int64_t{std::stoi((*each)["number"].text())});
		}
	}

	void billsMoreSeatsAtOnceForTheDaysThatAreLeft()
	{
		begin("avance:1");
		CPPUNIT_ASSERT(pay(1));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{804}, invoices()[0]["total"].integer());
		live(15);  // 9 December: 15 of 30 days are left
		const auto shown = ask("preview", wanted({{"avance", 3}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(shown.body, 200, shown.status);
		// 2 x 6.99 x 15/30 = 6.99; GST 0.35, QST 0.70
		CPPUNIT_ASSERT_EQUAL(std::int64_t{804}, shown.json["due_now"].integer());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{804}, sum(shown.json["lines"]));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2'411}, shown.json["due_at_renewal"].integer());  // 20.97 + 1.05 + 2.09
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2'411}, sum(shown.json["renewal_lines"]));
		CPPUNIT_ASSERT_EQUAL(std::string("avance 0/1 "), seatsNow());
		CPPUNIT_ASSERT_EQUAL(200, ask("change", wanted({{"avance", 3}})).status);
		CPPUNIT_ASSERT_EQUAL(std::string("avance 0/3 "), seatsNow());
		const auto all = invoices();
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, all.size());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{804}, all[0]["total"].integer());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{15}, all[0]["lines"].list()[0]["days"].integer());
		checkTotals();
		const auto upgrade = ask("preview", wanted({{"avance", 2}, {"pro", 1}})).json;
		// 12.99 x 15/30 = 6.50, less 6.99 x 15/30 = 3.50: 3.00; GST 0.15, QST 0.30
		CPPUNIT_ASSERT_EQUAL(std::int64_t{345}, upgrade["due_now"].integer());
		const auto yearly = ask("preview", wanted({{"avance", 3}}, "year")).json;
		// 251.64 less 10.49: 241.15; GST 12.06, QST 24.05
		CPPUNIT_ASSERT_EQUAL(std::int64_t{27'726}, yearly["due_now"].integer());
		CPPUNIT_ASSERT_EQUAL(std::string("2027-12-09T05:00:00.000Z"), yearly["renews"].text());
	}

	void leavesFewerSeatsToTheRenewal()
	{
		begin("pro:3");
		CPPUNIT_ASSERT(pay(1));
		live(10);
		const auto fewer = ask("change", wanted({{"pro", 1}, {"eco", 2}})).json;
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, fewer["due_now"].integer(-1));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1'721}, fewer["due_at_renewal"].integer());  // 14.97 + 0.75 + 1.49
		CPPUNIT_ASSERT_EQUAL(std::string("pro 0/3 "), seatsNow());
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, invoices().size());
		const auto back = ask("preview", wanted({{"pro", 3}, {"eco", 0}})).json;
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, back["due_now"].integer(-1));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{4'481}, back["due_at_renewal"].integer());
		live(21);
		CPPUNIT_ASSERT_EQUAL(std::string("eco 0/2 pro 0/1 "), seatsNow());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1'721}, invoices()[0]["total"].integer());
		checkTotals();
	}

	void takesLicencesAlongWhenAllSeatsOfAPlanGoUp()
	{
		begin("eco:2");
		CPPUNIT_ASSERT(pay(1));
		CPPUNIT_ASSERT_EQUAL(200, assign(_marc, "eco").status);
		CPPUNIT_ASSERT_EQUAL(200, assign(_camille, "eco").status);
		CPPUNIT_ASSERT_EQUAL(
			std::string("seats_assigned"), ask("change", wanted({{"eco", 1}, {"avance", 1}})).json["code"].text());
		CPPUNIT_ASSERT_EQUAL(200, ask("change", wanted({{"eco", 0}, {"avance", 2}})).status);
		CPPUNIT_ASSERT_EQUAL(std::string("avance 2/2 "), seatsNow().substr(seatsNow().find("avance")));
		CPPUNIT_ASSERT(pay(2));
		CPPUNIT_ASSERT_EQUAL(200, ask("change", wanted({{"eco", 2}, {"avance", 0}})).status);
		CPPUNIT_ASSERT_EQUAL(std::string("avance 2/2 "), seatsNow().substr(seatsNow().find("avance")));
		live(31);
		CPPUNIT_ASSERT(seatsNow().starts_with("eco 2/2 "));
	}

	void refusesFewerSeatsThanAreAssigned()
	{
		begin("avance:2");
		CPPUNIT_ASSERT(pay(1));
		CPPUNIT_ASSERT_EQUAL(200, assign(_marc, "avance").status);
		const auto answer = ask("preview", wanted({{"avance", 0}, {"eco", 1}}));
		CPPUNIT_ASSERT_EQUAL(409, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("seats_assigned"), answer.json["code"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("items[0].quantity"), answer.json["field"].text());
		CPPUNIT_ASSERT_EQUAL(200, ask("preview", wanted({{"avance", 1}})).status);
	}

	void namesTheFieldThatIsWrong()
	{
		CPPUNIT_ASSERT_EQUAL(404, ask("preview", wanted({{"eco", 1}})).status);
		begin("avance:2");
		const std::pair<Value, const char*> cases[]{{wanted({{"gold", 1}}), "items[0].plan"},
			{wanted({{"eco", 1}, {"eco", 2}}), "items[1].plan"},
			{wanted({{"eco", -1}}), "items[0].quantity"},
			{wanted({{"avance", 0}}), "items"},
			{wanted({}), "items"},
			{wanted({{"eco", 1}}, "week"), "period"}};
		for (const auto& [body, field]: cases)
		{
			const auto answer = ask("change", body);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 400, answer.status);
			CPPUNIT_ASSERT_EQUAL(std::string(field), answer.json["field"].text());
		}
		auto marc = _server->signedIn(_tenant, _marc, "boreal.localhost");
		CPPUNIT_ASSERT_EQUAL(403, marc.post("/api/v1/subscription/change", wanted({{"eco", 1}})).status);
		CPPUNIT_ASSERT_EQUAL(403, marc.get("/api/v1/invoices").status);
	}

	void renewsEachMonthWithNumbersWithoutAGap()
	{
		begin("avance:2,pro:1");
		for (int month = 1; month <= 4; ++month)
		{
			CPPUNIT_ASSERT(pay(month));
			live(31);
		}
		CPPUNIT_ASSERT_EQUAL(std::size_t{5}, invoices().size());
		CPPUNIT_ASSERT_EQUAL(std::string("2027-03-24"), invoices()[0]["day"].text());
		checkTotals();
	}

	void stopsWhatIsNotPaidAndGoesOnOnceItIs()
	{
		begin("avance:1");
		live(19);
		CPPUNIT_ASSERT_EQUAL(std::string("active"), standing());
		live(1);
		CPPUNIT_ASSERT_EQUAL(std::string("past_due"), standing());
		CPPUNIT_ASSERT_EQUAL(std::string("unpaid"), ask("change", wanted({{"avance", 2}})).json["code"].text());
		live(5);
		CPPUNIT_ASSERT_EQUAL(std::string("read_only"), standing());
		std::string told;
		for (const auto& each: _server->mails()) told += each.subject + "\n";
		CPPUNIT_ASSERT_MESSAGE(told, told.find("a été refusé") != std::string::npos);
		CPPUNIT_ASSERT_MESSAGE(told, told.find("est en lecture seule") != std::string::npos);
		CPPUNIT_ASSERT(pay(1));
		CPPUNIT_ASSERT_EQUAL(std::string("active"), standing());
		CPPUNIT_ASSERT_EQUAL(200, ask("change", wanted({{"avance", 2}})).status);
	}

	void endsWhatIsNeverPaidWithACreditNote()
	{
		begin("avance:1");
		live(60);
		CPPUNIT_ASSERT_EQUAL(std::string("ended"), standing());
		const auto all = invoices();
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, all.size());
		CPPUNIT_ASSERT_EQUAL(std::string("credit"), all[0]["kind"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{-804}, all[0]["total"].integer());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, all[0]["open"].integer(-1));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, all[1]["open"].integer(-1));
		checkTotals();
	}

	void mailsBeforeATrialEndsAndStopsIt()
	{
		begin("avance:2", {"--trial", "yes"});
		CPPUNIT_ASSERT_EQUAL(std::string("trial"), standing());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, ask("change", wanted({{"avance", 4}})).json["due_now"].integer(-1));
		const auto ends = [&] {
			int count = 0;
			for (const auto& each: _server->mails())
				if (each.subject.find("prend fin") != std::string::npos) ++count;
			return count;
		};
		live(22);
		CPPUNIT_ASSERT_EQUAL(0, ends());
		live(1);
		CPPUNIT_ASSERT_EQUAL(1, ends());
		live(5);
		CPPUNIT_ASSERT_EQUAL(1, ends());
		live(1);
		CPPUNIT_ASSERT_EQUAL(2, ends());
		CPPUNIT_ASSERT_EQUAL(std::string("trial"), standing());
		live(1);
		CPPUNIT_ASSERT_EQUAL(std::string("read_only"), standing());
		CPPUNIT_ASSERT(invoices().empty());
		live(31);
		CPPUNIT_ASSERT_EQUAL(std::string("ended"), standing());
	}

	void endsWithItsPeriodOnceCancelledUnlessResumed()
	{
		begin("avance:1");
		CPPUNIT_ASSERT(pay(1));
		CPPUNIT_ASSERT_EQUAL(204, ask("cancel", {}).status);
		CPPUNIT_ASSERT_EQUAL(
			std::int64_t{0}, ask("preview", wanted({{"avance", 2}})).json["due_at_renewal"].integer(-1));
		CPPUNIT_ASSERT_EQUAL(204, ask("resume", {}).status);
		live(31);
		CPPUNIT_ASSERT_EQUAL(std::string("active"), standing());
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, invoices().size());
		CPPUNIT_ASSERT(pay(2));
		CPPUNIT_ASSERT_EQUAL(204, ask("cancel", {}).status);
		live(32);
		CPPUNIT_ASSERT_EQUAL(std::string("ended"), standing());
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, invoices().size());
	}

	void writesThePdfInTheCompanysLanguage()
	{
		begin("avance:1");
		const auto id = invoices()[0]["id"].text();
		const auto pdf = admin().get("/api/v1/invoices/" + id + ".pdf", {{"Accept-Language", "en"}});
		CPPUNIT_ASSERT_EQUAL(200, pdf.status);
		CPPUNIT_ASSERT_EQUAL(std::string("application/pdf"), pdf.header("Content-Type"));
		CPPUNIT_ASSERT(pdf.body.starts_with("%PDF-"));
		CPPUNIT_ASSERT(pdf.header("Content-Disposition").find("facture-000001.pdf") != std::string::npos);
	}

	void countsAPaymentOnce()
	{
		begin("avance:1");
		CPPUNIT_ASSERT(pay(1, "evt_1"));
		CPPUNIT_ASSERT(!pay(1, "evt_1"));  // nothing is open
		CPPUNIT_ASSERT(_server->verb({"invoice",
			"pay",
			"--tenant",
			"boreal.localhost",
			"--number",
			"1",
			"--cents",
			"804",
			"--reference",
			"evt_1"}));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, invoices()[0]["open"].integer(-1));
	}

	void givesTheLastSeatToOneOf64()
	{
		constexpr int kCallers = 64;
		begin("eco:1,avance:2");
		CPPUNIT_ASSERT(pay(1));
		CPPUNIT_ASSERT_EQUAL(200, assign(_marc, "avance").status);
		std::vector<UserId> all;
		for (int i = 0; i < kCallers; ++i) all.push_back(person("Person" + std::to_string(i), "member"));
		std::barrier together(kCallers);
		std::vector<int> taken(kCallers);
		std::vector<std::jthread> threads;
		for (std::size_t i = 0; i < kCallers; ++i)
			threads.emplace_back([&, i, client = admin()]() mutable {
				together.arrive_and_wait();
				taken[i] =
					client.post("/api/v1/licences/assign", Value::object({{"user", all[i].value}, {"plan", "avance"}}))
						.status;
			});
		threads.clear();
		CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{1}, std::count(taken.begin(), taken.end(), 200));
		CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{kCallers - 1}, std::count(taken.begin(), taken.end(), 409));
		CPPUNIT_ASSERT_EQUAL(std::string("eco 0/1 avance 2/2 "), seatsNow());
	}

	void showsInvoicesToTheirCompanyOnly()
	{
		begin("avance:1");
		const auto id = invoices()[0]["id"].text();
		const auto other = *people().addPerson({.tenant = _seller,
			.name = "Olga",
			.address = "olga@example.com",
			.role = "super",
			.language = {"fr-CA"},
			.timeZone = {}});
		auto olga = _server->signedIn(_seller, other);
		CPPUNIT_ASSERT_EQUAL(404, olga.get("/api/v1/invoices/" + id).status);
		CPPUNIT_ASSERT_EQUAL(404, olga.get("/api/v1/invoices/" + id + ".pdf").status);
		CPPUNIT_ASSERT(olga.get("/api/v1/invoices").json["items"].list().empty());
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(SubscriptionTest);

}
