// Tests quotes as an outside client sees them, with the plans and taxes of config/.
#include "tests/support/PlansFixture.h"

namespace sx::billing {

class QuoteTest: public sx::tests::PlansFixture
{
	CPPUNIT_TEST_SUITE(QuoteTest);
	CPPUNIT_TEST(quotesToTheCentForAnybody);
	CPPUNIT_TEST(namesTheFieldThatIsWrong);
	CPPUNIT_TEST(tellsWhatIsWrongInASentenceOfItsOwn);
	CPPUNIT_TEST(takesADiscountWhileItIsValidInItsCompanyOnly);
	CPPUNIT_TEST(keepsNoDiscountCode);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override
	{
		start({"audit", "directory", "licensing", "quotas", "billing"});
		company("Boréal", "localhost");
		company("Solstice", "solstice.localhost");
	}

private:
	static Value order(Value code = {}, Value postal = "J2A 0G4", Value plan = "avance", Value quantity = 1)
	{
		return Value::object({{"items", Value::List{Value::object({{"plan", plan}, {"quantity", quantity}})}},
			{"postal_code", postal},
			{"discount_code", code},
			{"period", "month"}});
	}
	harness::Answer ask(const Value& body, const std::string& host = "localhost")
	{
		return _server->anonymous(host).post("/api/v1/quote", body);
	}
	void quotesToTheCentForAnybody()
	{
		const auto answer = ask(order());
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("CAD"), answer.json["currency"].text());
		const std::pair<const char*, int> expected[]{{"subtotal", 699}, {"discount", 0}, {"tax", 105}, {"total", 804}};
		for (const auto& [name, amount]: expected)
			CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::int64_t{amount}, answer.json[name].integer(-1));
		const auto gst = Value::object({{"name", "GST"}, {"amount", 35}}),
				   qst = Value::object({{"name", "QST"}, {"amount", 70}});
		CPPUNIT_ASSERT((answer.json["taxes"] == Value(Value::List{gst, qst})));
		auto bare = order();
		bare.set("period", "year");
		CPPUNIT_ASSERT_EQUAL(std::int64_t{8'388}, ask(bare).json["subtotal"].integer());
	}

	void namesTheFieldThatIsWrong()
	{
		const std::pair<Value, const char*> cases[]{{order({}, "J2A 0G4", "gold"), "items[0].plan"},
			{order({}, "J2A 0G4", 7), "items[0].plan"},
			{order({}, "J2A 0G4", "eco", 0), "items[0].quantity"},
			{order({}, "J2A 0G4", "eco", "two"), "items[0].quantity"},
			{order({}, "90210"), "postal_code"},
			{order({}, {}), "postal_code"},
			{order("NOSUCHCODE"), "discount_code"},
			{order(12), "discount_code"},
			{Value::object({{"postal_code", "J2A 0G4"}}), "items"}};
		for (const auto& [body, field]: cases)
		{
			const auto answer = ask(body);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(field, 400, answer.status);
			CPPUNIT_ASSERT_EQUAL(std::string(field), answer.json["field"].text());
		}
		auto never = order();
		never.set("period", "week");
		CPPUNIT_ASSERT_EQUAL(std::string("period"), ask(never).json["field"].text());
	}

	void tellsWhatIsWrongInASentenceOfItsOwn()
	{
		const auto later = discount({"--cents", "500", "--from", "2026-11-26"});
		const auto over = discount({"--percent", "5", "--to", "2026-11-23", "--from", "2026-11-01"});
		auto week = order();
		week.set("period", "week");
		struct Case
		{
			Value body;
			const char *code, *french, *english;
		};
		const Case cases[]{{order({}, "J2A 0G4", "gold"), "unknown_plan", "pas de forfait", "no plan “gold”"},
			{order({}, "J2A 0G4", "eco", 0), "quantity", "1 à 100", "1 to 100,000"},
			{order({}, "90210"), "unknown_postal_code", "90210", "“90210”"},
			{order({}, {}), "unknown_postal_code", "Entrez un code postal", "Enter a Canadian postal code"},
			{order("NOSUCHCODE"), "unknown_discount", "n’existe pas", "no such discount"},
			{order(later), "discount_early", "à partir du 2026-11-25", "from 2026-11-25 on"},
			{order(over), "discount_expired", "jusqu’au", "was valid until"},
			{week, "period", "au mois ou à l’année", "by month or by year"},
			{Value::object({{"postal_code", "J2A 0G4"}}), "items", "liste de forfaits", "list of plans"}};
		for (const auto& [body, code, french, english]: cases)
			for (const auto& [language, said]: {std::pair("fr-CA", french), std::pair("en-CA", english)})
			{
				const auto answer = _server->anonymous().post("/api/v1/quote", body, {{"Accept-Language", language}});
				CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, std::string(code), answer.json["code"].text());
				CPPUNIT_ASSERT_MESSAGE(
					said + (" in " + answer.body), answer.json["detail"].text().find(said) != std::string::npos);
			}
	}

	void takesADiscountWhileItIsValidInItsCompanyOnly()
	{
		const auto tenth = discount({"--percent", "10", "--to", "2026-11-25"});
		const auto later = discount({"--cents", "500", "--from", "2026-11-26"});
		CPPUNIT_ASSERT_EQUAL(std::int64_t{70}, ask(order(tenth)).json["discount"].integer());
		CPPUNIT_ASSERT_EQUAL(400, ask(order(tenth), "solstice.localhost").status);
		CPPUNIT_ASSERT_EQUAL(400, ask(order(later)).status);
		_server->advance(std::chrono::days(2));
		CPPUNIT_ASSERT_EQUAL(400, ask(order(tenth)).status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{500}, ask(order(later)).json["discount"].integer());
		CPPUNIT_ASSERT(!_server->verb({"discount", "add", "--tenant", "localhost", "--percent", "101"}));
		CPPUNIT_ASSERT(!_server->verb({"discount", "add", "--tenant", "localhost", "--percent", "5", "--cents", "5"}));
		CPPUNIT_ASSERT(!_server->verb({"discount", "add", "--tenant", "localhost"}));
	}

	void keepsNoDiscountCode()
	{
		const auto code = discount({"--percent", "10"});
		auto rows = _server->store("billing").readAll(
			"what a thief reads", [](Sql& sql) { return sql.query("SELECT id, mac FROM billing_discount"); });
		CPPUNIT_ASSERT(rows && rows->size() == 1);
		for (std::size_t column = 0; column < 2; ++column)
			CPPUNIT_ASSERT(rows->front().text(column).find(code) == std::string::npos);
		CPPUNIT_ASSERT_EQUAL(200, ask(order(code)).status);
		CPPUNIT_ASSERT(!_server->logged(code));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(QuoteTest);

}
