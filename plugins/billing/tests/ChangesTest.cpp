// Plays random lives of subscriptions and checks after every step that seats, ledger, invoices and balance agree.
#include "domain/Change.h"
#include "domain/Invoice.h"
#include "gateway/TaxFile.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <iostream>
#include <random>
#include <set>

namespace sx::billing {

namespace {

using licensing::Catalogue;
using licensing::Period;
using licensing::SeatsByPlan;

Catalogue plans()
{
	Catalogue out{.currency = "CAD", .trialDays = 30, .features = {}, .limits = {}, .plans = {}};
	const auto add = [&](const char* id, std::int64_t month, std::int64_t year) {
		licensing::Plan plan;
		plan.id = id;
		plan.monthPrice = month;
		plan.yearPrice = year;
		out.plans.push_back(std::move(plan));
	};
	add("eco", 99, 1188);
	add("avance", 699, 8388);
	add("pro", 1299, 15588);
	return out;
}

Day dayOfYear(int year, unsigned month, unsigned day)
{
	return Day(std::chrono::local_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day)));
}

/// Lives one subscription in memory, with the rules of the domain and a ledger of its own.
class Life
{
public:
	Life(std::uint64_t seed, const Catalogue& catalogue, const TaxTable& taxes):
		_random(seed), _catalogue(catalogue), _taxes(taxes)
	{
		static constexpr const char* kProvinces[]{"QC", "ON", "BC", "NS", "AB", "SK"};
		_province = kProvinces[below(6)];
		_today = dayOfYear(2025, 1, 1) + std::chrono::days(below(730));
		_terms.period = _terms.nextPeriod = below(4) ? Period::Month : Period::Year;
		_anchor = dayOfMonth(_today);
		_terms.from = _today;
		_terms.until = endOf(_today, _terms.period, _anchor);
		_terms.seats[plan()] = 1 + below(20);
		auto lines = periodLines(catalogue, _terms.seats, _terms.period, _terms.from, _terms.until, "bought");
		CPPUNIT_ASSERT(lines);
		for (auto& line: *lines) line.seats = line.quantity;
		bill(std::move(*lines));
	}

	/// Lives two years; returns how many steps there were.
	int live()
	{
		const auto end = _today + std::chrono::days(730);
		int steps = 0;
		while (_today < end)
		{
			_today += std::chrono::days(1 + below(25));
			while (_today >= _terms.until) renew();
			switch (below(6))
			{
			case 0: assign(); break;
			case 1: revoke(); break;
			case 2: pay(); break;
			case 3: credit(); break;
			default: change(); break;
			}
			check();
			++steps;
		}
		checkInvoices();
		return steps;
	}

private:
	std::int64_t below(std::int64_t most)
	{
		return static_cast<std::int64_t>(_random() % static_cast<std::uint64_t>(most));
	}
	const std::string& plan() { return _catalogue.plans[static_cast<std::size_t>(below(3))].id; }
	static std::int64_t of(const SeatsByPlan& seats, const std::string& plan)
	{
		const auto found = seats.find(plan);
		return found == seats.end() ? 0 : found->second;
	}
	std::int64_t open(const std::string& invoice) const
	{
		std::int64_t out = 0;
		for (const auto& entry: _ledger)
			if (entry.invoice == invoice) out += entry.amount;
		return out;
	}

	Bill bill(std::vector<BillLine> lines)
	{
		auto out = billOf(std::move(lines), _taxes, _province, _today);
		for (const auto& line: out.lines)
			if (line.amount != 0) return post(std::move(out));
		for (auto& entry: entriesOf(out, {}, {})) _ledger.push_back(std::move(entry));
		return out;
	}
	Bill post(Bill bill)
	{
		Invoice invoice;
		invoice.number = static_cast<std::int64_t>(_invoices.size()) + 1;
		invoice.id = invoiceNumber(invoice.number);
		invoice.bill = bill;
		std::erase_if(invoice.bill.lines, [](const BillLine& line) { return line.quantity == 0; });
		for (auto& entry: entriesOf(bill, {}, invoice.id)) _ledger.push_back(std::move(entry));
		_invoices.push_back(std::move(invoice));
		_issued.push_back(text(_invoices.back()));
		return bill;
	}
	void follow(const std::vector<Move>& moves)
	{
		for (const auto& move: moves)
		{
			_assigned[move.to] += _assigned[move.from];
			_assigned[move.from] = 0;
		}
	}

	void renew()
	{
		const auto day = _today;
		_today = _terms.until;
		const auto seats = _terms.seats;
		auto next = renewed(_catalogue, _terms, _assigned, _anchor);
		CPPUNIT_ASSERT(next);
		CPPUNIT_ASSERT(next->terms.from == _terms.until && next->terms.until > next->terms.from);
		_terms = next->terms;
		follow(next->moved);
		bill(std::move(next->lines));
		check();
		_today = day;
	}
	void change()
	{
		Wanted wanted;
		const auto first = static_cast<std::size_t>(below(3));
		const auto named = 1 + static_cast<std::size_t>(below(3));
		for (std::size_t i = 0; i < named; ++i)
		{
			const auto& plan = _catalogue.plans[(first + i) % 3].id;
			const auto has = of(_terms.seats, plan);
			wanted.items.push_back({plan, below(5) == 0 ? 0 : std::max<std::int64_t>(0, has + below(9) - 4)});
		}
		if (below(12) == 0) wanted.period = below(2) ? Period::Month : Period::Year;
		const auto before = _terms;
		auto change = changed(_catalogue, _terms, _assigned, wanted, _today);
		if (!change)
		{
			CPPUNIT_ASSERT_MESSAGE(change.error().detail, change.error().code != Code::Internal);
			return;
		}
		std::int64_t more = 0;
		for (const auto& item: wanted.items)
			more += std::max<std::int64_t>(0, item.quantity - of(before.seats, item.plan));
		const auto due = bill(change->now);
		CPPUNIT_ASSERT_MESSAGE("nothing is paid back", due.total >= 0);
		if (more == 0 && change->terms.period == before.period) CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, due.total);
		if (change->terms.until != before.until) _anchor = dayOfMonth(_today);
		_terms = change->terms;
		follow(change->moved);
	}
	void assign()
	{
		const auto& which = plan();
		if (of(_assigned, which) < of(_terms.seats, which)) ++_assigned[which];
	}
	void revoke()
	{
		const auto& which = plan();
		if (of(_assigned, which) > 0) --_assigned[which];
	}
	/// Pays an invoice; the report of it comes twice.
	void pay()
	{
		const auto& invoice = _invoices[static_cast<std::size_t>(below(static_cast<std::int64_t>(_invoices.size())))];
		const auto left = open(invoice.id);
		for (int i = 0; i < 2; ++i)
			if (left > 0 && _paid.insert(invoice.id).second)
				_ledger.push_back({.at = {}, .kind = "paid", .plan = {}, .amount = -left, .invoice = invoice.id});
	}
	void credit()
	{
		if (below(8)) return;
		const auto of = _invoices[static_cast<std::size_t>(below(static_cast<std::int64_t>(_invoices.size())))];
		if (of.isCredit || !_credited.insert(of.id).second) return;
		const auto left = open(of.id);
		Bill back = reversed(of.bill);
		post(back);
		_invoices.back().isCredit = true;
		_issued.back() = text(_invoices.back());
		if (left <= 0) return;
		_ledger.push_back({.at = {}, .kind = "credited", .plan = {}, .amount = -left, .invoice = of.id});
		_ledger.push_back({.at = {}, .kind = "credited", .plan = {}, .amount = left, .invoice = _invoices.back().id});
	}

	static std::string text(const Invoice& invoice)
	{
		auto out = std::to_string(invoice.number) + (invoice.isCredit ? "c" : "i") + std::to_string(invoice.bill.total);
		for (const auto& line: invoice.bill.lines)
			out += "|" + line.kind + line.plan + std::to_string(line.quantity) + "x" + std::to_string(line.price) +
				"*" + std::to_string(line.days) + "/" + std::to_string(line.ofDays) + "=" + std::to_string(line.amount);
		for (const auto& tax: invoice.bill.taxes) out += "|" + tax.name + std::to_string(tax.amount);
		return out;
	}

	void check() const
	{
		SeatsByPlan seats;
		std::int64_t balance = 0, totals = 0, payments = 0;
		std::vector<std::int64_t> sums(_invoices.size());
		for (const auto& entry: _ledger)
		{
			if (entry.seats != 0) seats[entry.plan] += entry.seats;
			balance += entry.amount;
			if (entry.kind == "paid")
				payments += entry.amount;
			else if (!entry.invoice.empty() && entry.kind != "credited")
				sums[std::stoul(entry.invoice) - 1] += entry.amount;
		}
		for (const auto& plan: _catalogue.plans)
		{
			CPPUNIT_ASSERT_EQUAL_MESSAGE(plan.id, of(_terms.seats, plan.id), of(seats, plan.id));
			CPPUNIT_ASSERT_MESSAGE("more assigned than bought", of(_assigned, plan.id) <= of(seats, plan.id));
		}
		for (std::size_t i = 0; i < _invoices.size(); ++i)
		{
			const auto& invoice = _invoices[i];
			CPPUNIT_ASSERT_EQUAL(static_cast<std::int64_t>(i) + 1, invoice.number);
			CPPUNIT_ASSERT_EQUAL(invoice.bill.total, sums[i]);
			totals += invoice.bill.total;
		}
		CPPUNIT_ASSERT_EQUAL(balance, totals + payments);
	}
	/// Checks that every invoice is as it was issued, and that its lines and taxes explain it to the cent.
	void checkInvoices() const
	{
		for (std::size_t i = 0; i < _invoices.size(); ++i)
		{
			const auto& invoice = _invoices[i];
			CPPUNIT_ASSERT_EQUAL(_issued[i], text(invoice));
			std::int64_t explained = 0;
			for (const auto& line: invoice.bill.lines)
			{
				explained += line.amount;
				const auto size = partOf(line.price * line.quantity, line.days, line.ofDays);
				CPPUNIT_ASSERT_EQUAL(size, line.amount < 0 ? -line.amount : line.amount);
			}
			for (const auto& tax: invoice.bill.taxes) explained += tax.amount;
			CPPUNIT_ASSERT_EQUAL(invoice.bill.total, explained);
		}
	}

	std::mt19937_64 _random;
	const Catalogue& _catalogue;
	const TaxTable& _taxes;
	std::string _province;
	Day _today{};
	unsigned _anchor = 1;
	Terms _terms;
	SeatsByPlan _assigned;
	std::vector<licensing::Entry> _ledger;
	std::vector<Invoice> _invoices;
	std::vector<std::string> _issued;
	std::set<std::string> _paid, _credited;
};

}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SX_SLOW
#endif
#endif
#ifdef SX_SLOW
constexpr std::uint64_t kUsualLives = 150;
#else
constexpr std::uint64_t kUsualLives = 10'000;
#endif

class ChangesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ChangesTest);
	CPPUNIT_TEST(agreesAfterEveryStepOf10000RandomLives);
	CPPUNIT_TEST(renewsOnTheSameDayOrTheMonthsLast);
	CPPUNIT_TEST(roundsAPartHalfACentUp);
	CPPUNIT_TEST(creditsTheNearestLesserPlanFirst);
	CPPUNIT_TEST_SUITE_END();

	/// SX_SEED plays one life again; SX_LIVES plays another number of them. Under the sanitizers, which take ten times
	/// as long, every run plays 150 other lives.
	void agreesAfterEveryStepOf10000RandomLives()
	{
		const auto taxes = readTaxes(SX_TAXES);
		CPPUNIT_ASSERT(taxes);
		const auto catalogue = plans();
		const auto* again = std::getenv("SX_SEED");
		const auto* lives = std::getenv("SX_LIVES");
		const auto first = again ? std::strtoull(again, nullptr, 10) : std::random_device()();
		const auto count = again ? 1 : lives ? std::strtoull(lives, nullptr, 10) : kUsualLives;
		std::cout << " seeds " << first << " to " << first + count - 1;
		std::int64_t steps = 0;
		for (std::uint64_t seed = first; seed < first + count; ++seed) try
			{
				steps += Life(seed, catalogue, *taxes).live();
			}
			catch (CppUnit::Exception& failure)
			{
				failure.setMessage(
					CppUnit::Message("SX_SEED=" + std::to_string(seed) + ": " + failure.message().shortDescription(),
						failure.message().details()));
				throw;
			}
		std::cout << ", " << steps << " steps";
	}

	void renewsOnTheSameDayOrTheMonthsLast()
	{
		auto day = dayOfYear(2027, 1, 31);
		const Day expected[]{dayOfYear(2027, 2, 28), dayOfYear(2027, 3, 31), dayOfYear(2027, 4, 30)};
		for (const auto& each: expected)
		{
			day = endOf(day, Period::Month, 31);
			CPPUNIT_ASSERT(each == day);
		}
		CPPUNIT_ASSERT(dayOfYear(2029, 2, 28) == endOf(dayOfYear(2028, 2, 29), Period::Year, 29));
	}

	void roundsAPartHalfACentUp()
	{
		CPPUNIT_ASSERT_EQUAL(std::int64_t{350}, partOf(699, 15, 30));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{699}, partOf(699, 30, 30));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, partOf(99, 0, 31));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, partOf(99, 1, 31));
	}

	void creditsTheNearestLesserPlanFirst()
	{
		const auto catalogue = plans();
		const Terms terms{.from = dayOfYear(2027, 4, 1),
			.until = dayOfYear(2027, 5, 1),
			.seats = {{"eco", 1}, {"avance", 1}},
			.planned = {}};
		const auto change = changed(catalogue,
			terms,
			{},
			{.items = {{"pro", 1}, {"eco", 0}, {"avance", 0}}, .period = {}},
			dayOfYear(2027, 4, 16));
		CPPUNIT_ASSERT(change);
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, change->now.size());
		CPPUNIT_ASSERT_EQUAL(std::string("avance"), change->now[0].plan);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{-350}, change->now[0].amount);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{650}, change->now[1].amount);
		CPPUNIT_ASSERT((change->terms.planned == SeatsByPlan{{"eco", 0}}));
		CPPUNIT_ASSERT((change->terms.seats == SeatsByPlan{{"eco", 1}, {"pro", 1}}));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ChangesTest);

}
