// Plays random lives of companies through the real services and their tables, over simulated years: whatever happens,
// seats, ledger, invoices and balance agree, and no invoice changes (row J11). The seeds are printed.
#include "sx/billing/PaymentGateway.h"
#include "tests/support/PlansFixture.h"

#include <ctime>
#include <random>
#include <set>

namespace sx::billing {

class LivesTest: public sx::tests::PlansFixture
{
	CPPUNIT_TEST_SUITE(LivesTest);
	CPPUNIT_TEST(agreesAfterEveryStep);
	CPPUNIT_TEST_SUITE_END();

	static constexpr int kCompanies = 4, kWeeks = 104;
	static constexpr double kSeconds = 8;  // of the processor

	/// Is a company with its administrator, its people, and its invoices as they were issued.
	struct Life
	{
		std::string host;
		TenantId tenant{};
		std::vector<UserId> people{};
		std::vector<std::string> reports{};  // of ways to pay: ids of their orders
		std::map<std::string, std::string> issued{};
		std::string story{};
	};
	std::mt19937 _random;
	TenantId _seller;
	std::clock_t _began = 0;
	int _steps = 0, _reports = 0, _invoices = 0;

public:
	void setUp() override
	{
		start({"audit", "mail", "quotas", "directory", "auth", "licensing", "billing"},
			{{"billing.shop", "localhost"}, {"billing.domain", "localhost"}, {"billing.on_account", "true"}});
		_began = std::clock();
		_seller = company("Secure Exchanges", "localhost");
	}

private:
	bool isOver() const { return static_cast<double>(std::clock() - _began) / CLOCKS_PER_SEC > kSeconds; }
	int any(int from, int to) { return std::uniform_int_distribution<int>(from, to)(_random); }
	std::string anyPlan()
	{
		const char* plans[]{"eco", "avance", "pro"};
		return plans[any(0, 2)];
	}
	SqlRows rows(const Life& life, const char* plugin, const std::string& text)
	{
		auto found = _server->store(plugin).read(life.tenant, [&](Sql& sql) { return sql.query(text); });
		CPPUNIT_ASSERT_MESSAGE(life.story, found);
		return *found;
	}

	Life begin(int number, unsigned seed)
	{
		Life out{.host = "life-" + std::to_string(seed) + "-" + std::to_string(number) + ".localhost"};
		_host = out.host;
		_tenant = out.tenant = company("Life", out.host);
		out.people = {person("Camille", "super"), person("Marc", "member"), person("Julie", "member")};
		std::vector<std::string> more;
		if (any(0, 1)) more = {"--trial", "yes"};
		if (any(0, 3) == 0) more.insert(more.end(), {"--period", "year"});
		run({"subscription",
				"begin",
				"--tenant",
				out.host,
				"--seller",
				"localhost",
				"--seats",
				"eco:" + std::to_string(any(1, 3)) + ",avance:" + std::to_string(any(1, 3)),
				"--postal-code",
				any(0, 1) ? "J2A 0G4" : "V5K 0A1"},
			more);
		return out;
	}
	harness::Client client(const Life& life) { return _server->signedIn(life.tenant, life.people[0], life.host); }

	void change(Life& life)
	{
		Value::List items;
		for (const char* plan: {"eco", "avance", "pro"})
			if (any(0, 2)) items.push_back(Value::object({{"plan", plan}, {"quantity", any(0, 4)}}));
		auto wanted = Value::object({{"items", std::move(items)}});
		if (any(0, 4) == 0) wanted.set("period", any(0, 1) ? "year" : "month");
		auto admin = client(life);
		const auto shown = admin.post("/api/v1/subscription/preview", wanted);
		const auto before = rows(life, "licensing", kBalance).front().integer(0);
		const auto done = admin.post("/api/v1/subscription/change", wanted);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(life.story + shown.body + done.body, shown.status, done.status);
		if (done.status != 200) return;
		// What was shown is what is billed.
		CPPUNIT_ASSERT_EQUAL_MESSAGE(life.story, shown.json["due_now"].integer(-1), done.json["due_now"].integer(-2));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(
			life.story, before + done.json["due_now"].integer(), rows(life, "licensing", kBalance).front().integer(0));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(life.story, done.json["due_now"].integer(-1), sum(done.json["lines"]));
	}
	void licences(Life& life)
	{
		auto admin = client(life);
		const auto& user = life.people[static_cast<std::size_t>(any(0, 2))].value;
		const auto& other = life.people[static_cast<std::size_t>(any(0, 2))].value;
		const std::string path = "/api/v1/licences/";
		const int act = any(0, 3);
		if (act <= 1) admin.post(path + "assign", Value::object({{"user", user}, {"plan", anyPlan()}}));
		if (act == 2) admin.post(path + "revoke", Value::object({{"user", user}}));
		if (act == 3) admin.post(path + "transfer", Value::object({{"from", user}, {"to", other}}));
	}
	/// Chooses how it is paid, for what the page shows; reports of cards come late, twice and out of order.
	void pay(Life& life)
	{
		auto admin = client(life);
		const auto page = admin.get("/admin/subscription/payment").body;
		const std::string mark = "name=\"due_now\" value=\"";
		const auto at = page.find(mark);
		if (at == std::string::npos) return;
		const auto shown = page.substr(at + mark.size(), page.find('"', at + mark.size()) - at - mark.size());
		const char* ways[]{"test", "test", "account", "kept"};
		const auto chosen = admin.postForm(
			"/admin/subscription/payment", Value::object({{"pay", ways[any(0, 3)]}, {"due_now", shown}}));
		const auto where = chosen.header("Location");
		if (where.find("/payment/") != std::string::npos) life.reports.push_back(where.substr(where.rfind('/') + 1));
		while (!life.reports.empty() && any(0, 2))
		{
			const auto& order =
				life.reports[static_cast<std::size_t>(any(0, static_cast<int>(life.reports.size()) - 1))];
			const std::string id = "r" + std::to_string(any(0, 2)) + order;
			const Payment payment{.order = order,
				.reference = order,
				.state = any(0, 3) ? PaymentState::Paid : PaymentState::Failed,
				.currency = {},
				.method = any(0, 2) ? "test_pays" : "test_refuses",
				.card = "Visa"};
			CPPUNIT_ASSERT(_server->find<PaymentReports>()->take(_seller, "test", id, payment));
			++_reports;
		}
	}
	/// Books, takes back and gives back, as the operator does.
	void operate(Life& life)
	{
		const auto all = rows(life, "billing", "SELECT number FROM billing_invoice WHERE tenant_id = :tenant");
		if (all.empty()) return;
		const auto number = std::to_string(
			all[static_cast<std::size_t>(any(0, static_cast<int>(all.size()) - 1))].integer(0));
		std::vector<std::string> words{"invoice", "", "--tenant", life.host, "--number", number};
		const int act = any(0, 7);
		words[1] = act <= 5 ? "pay" : act == 6 ? "credit" : "refund";
		if (act <= 5) words.insert(words.end(), {"--reference", "transfer-" + number});
		if (act == 7 && any(0, 1)) words.insert(words.end(), {"--by-hand", "yes"});
		std::ostringstream hidden;
		auto* before = std::cout.rdbuf(hidden.rdbuf());
		for (int i = any(1, 2); i > 0; --i) static_cast<void>(_server->verb(words));
		std::cout.rdbuf(before);
	}

	static constexpr const char* kBalance = "SELECT balance FROM licensing_subscription WHERE tenant_id = :tenant";

	void check(Life& life)
	{
		const auto entries = rows(life,
			"licensing",
			"SELECT kind, plan, seats, amount, invoice, reference FROM licensing_entry WHERE tenant_id = :tenant");
		std::map<std::string, std::int64_t> bought, billed, paidBy;
		std::set<std::string> references;
		std::int64_t balance = 0;
		for (const auto& each: entries)
		{
			const auto kind = each.text(0), invoice = each.text(4), reference = each.text(5);
			bought[each.text(1)] += each.integer(2);
			balance += each.integer(3);
			CPPUNIT_ASSERT_MESSAGE(life.story + kind, each.integer(3) == 0 || !invoice.empty());
			if (kind != "paid" && kind != "credited" && kind != "refunded")
				billed[invoice] += each.integer(3);
			else if (kind != "credited")
				// A payment that is reported twice counts once.
				CPPUNIT_ASSERT_MESSAGE(life.story + reference, references.insert(invoice + reference).second);
		}
		CPPUNIT_ASSERT_EQUAL_MESSAGE(life.story, rows(life, "licensing", kBalance).front().integer(0), balance);
		for (const auto& each:
			rows(life,
				"licensing",
				"SELECT s.plan, s.bought, s.assigned, (SELECT COUNT(*) FROM licensing_licence AS l WHERE l.tenant_id = "
				"s.tenant_id AND l.plan = s.plan) FROM licensing_seats AS s WHERE s.tenant_id = :tenant"))
		{
			CPPUNIT_ASSERT_EQUAL_MESSAGE(life.story, bought[each.text(0)], each.integer(1));
			CPPUNIT_ASSERT_EQUAL_MESSAGE(life.story, each.integer(3), each.integer(2));
			CPPUNIT_ASSERT_MESSAGE(life.story, each.integer(2) <= each.integer(1));
		}
		for (const auto& each:
			rows(life, "billing", "SELECT id, total, document FROM billing_invoice WHERE tenant_id = :tenant"))
		{
			const auto id = each.text(0), document = each.text(2);
			const auto [kept, isNew] = life.issued.emplace(id, document);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(life.story, kept->second, document);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(life.story, each.integer(1), billed[id]);
			if (!isNew) continue;
			++_invoices;
			const auto json = *_server->json().parse(document);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(life.story, each.integer(1), sum(json["lines"]) + sum(json["taxes"]));
		}
	}

	void live(unsigned seed)
	{
		_random.seed(seed);
		std::vector<Life> all;
		for (int i = 0; i < kCompanies; ++i) all.push_back(begin(i, seed));
		for (int week = 0; week < kWeeks && !isOver(); ++week)
		{
			for (auto& life: all)
			{
				const int act = any(0, 9);
				life.story += "seed " + std::to_string(seed) + " week " + std::to_string(week) + " act " +
					std::to_string(act) + "; ";
				if (act <= 2) change(life);
				if (act == 3 || act == 4) licences(life);
				if (act == 5 || act == 6) pay(life);
				if (act == 7 || act == 8) operate(life);
				if (act == 9)
					client(life).post(std::string("/api/v1/subscription/") + (any(0, 1) ? "cancel" : "resume"));
				_server->runJobs();
				check(life);
				++_steps;
			}
			_server->advance(std::chrono::days(any(1, 12)));
			CPPUNIT_ASSERT(_server->runSchedule("billing.sweep"));
			_server->runJobs();
			for (auto& life: all) check(life);
		}
		// The numbers of the company that sells have no gap.
		auto numbers = _server->store("billing").readAll("numbers of invoices", [](Sql& sql) {
			return sql.query("SELECT COUNT(*), MAX(number), COUNT(DISTINCT number) FROM billing_invoice");
		});
		CPPUNIT_ASSERT(numbers && numbers->front().integer(0) == numbers->front().integer(1) &&
			numbers->front().integer(0) == numbers->front().integer(2));
	}

	void agreesAfterEveryStep()
	{
		const auto first = std::random_device{}();
		unsigned seed = first;
		while (!isOver()) live(seed++);
		std::cout << "seeds " << first << " to " << seed - 1 << ": " << _steps << " steps, " << _invoices
				  << " invoices, " << _reports << " reports\n";
		CPPUNIT_ASSERT(_invoices > 10);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(LivesTest);

}
