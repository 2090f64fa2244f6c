#include "domain/Change.h"

#include "domain/Wrong.h"

#include <algorithm>

namespace sx::billing {

namespace {

using licensing::Catalogue;
using licensing::Period;
using licensing::SeatsByPlan;

std::int64_t of(const SeatsByPlan& seats, std::string_view plan)
{
	const auto found = seats.find(plan);
	return found == seats.end() ? 0 : found->second;
}

/// Returns the seats that a subscription has from its renewal on.
SeatsByPlan atRenewal(const Terms& terms)
{
	auto out = terms.seats;
	for (const auto& [plan, seats]: terms.planned) out[plan] = seats;
	std::erase_if(out, [](const auto& each) { return each.second == 0; });
	return out;
}

/// Says how seats go from what is to what is wanted.
struct Way
{
	std::vector<Move> up, down;  // to a greater plan, to a lesser one
	SeatsByPlan more, fewer;     // what is left
};

/// Matches seats that go with seats that come: first those that go to a greater plan, from the nearest one, then those
/// that go to a lesser one.
Way wayOf(const Catalogue& catalogue, const SeatsByPlan& is, const SeatsByPlan& wanted)
{
	const auto& plans = catalogue.plans;
	std::vector<std::int64_t> difference;
	for (const auto& plan: plans) difference.push_back(of(wanted, plan.id) - of(is, plan.id));
	Way out;
	const auto match = [&](std::size_t to, std::size_t from, std::vector<Move>& into) {
		if (difference[to] <= 0 || difference[from] >= 0) return;
		const auto seats = std::min(difference[to], -difference[from]);
		into.push_back({plans[from].id, plans[to].id, seats});
		difference[to] -= seats;
		difference[from] += seats;
	};
	for (auto to = plans.size(); to-- > 0;)
		for (auto from = to; from-- > 0;) match(to, from, out.up);
	for (std::size_t to = 0; to < plans.size(); ++to)
		for (auto from = to + 1; from < plans.size(); ++from) match(to, from, out.down);
	for (std::size_t i = 0; i < plans.size(); ++i)
	{
		if (difference[i] > 0) out.more[plans[i].id] = difference[i];
		if (difference[i] < 0) out.fewer[plans[i].id] = -difference[i];
	}
	return out;
}

/// Returns where all seats of a plan go together; empty: they do not.
std::string goesTo(const Way& way, std::string_view plan, std::int64_t all)
{
	for (const auto* moves: {&way.up, &way.down})
		for (const auto& move: *moves)
			if (move.from == plan && move.seats == all) return move.to;
	return {};
}

Error seatsAssigned(std::size_t item, const std::string& plan, std::int64_t assigned)
{
	return {.code = Code::Conflict,
		.detail = std::to_string(assigned) + " seats of " + plan + " are assigned",
		.messageKey = "subscription.seats_assigned",
		.problem = "seats_assigned",
		.field = "items[" + std::to_string(item) + "].quantity",
		.extra = Value::object({{"plan", plan}, {"assigned", assigned}})};
}

/// Reads the seats that are wanted of the plans that are named; the others keep what they have today. Errors: Invalid.
Result<SeatsByPlan> targetOf(const Catalogue& catalogue, const Terms& terms, const Wanted& wanted)
{
	if (wanted.items.size() > kMostItems || (wanted.items.empty() && !wanted.period))
		return invalid("items", "1 to " + std::to_string(kMostItems) + " plans");
	auto out = terms.seats, lasting = atRenewal(terms);
	SeatsByPlan named;
	for (std::size_t i = 0; i < wanted.items.size(); ++i)
	{
		const auto& item = wanted.items[i];
		const auto place = "items[" + std::to_string(i) + "].";
		if (!catalogue.find(item.plan))
			return wrong(
				place + "plan", "plan", "unknown_plan", Value::object({{"asked_plan", item.plan.substr(0, 60)}}));
		if (!named.emplace(item.plan, 0).second) return invalid(place + "plan", "named twice");
		if (item.quantity < 0 || item.quantity > kMostSeats)
			return invalid(place + "quantity", "0 to " + std::to_string(kMostSeats));
		out[item.plan] = lasting[item.plan] = item.quantity;
	}
	std::int64_t all = 0;
	for (const auto& each: lasting) all += each.second;
	if (all < 1) return invalid("items", "at least one seat is left; else cancel the subscription", "no_seats");
	return out;
}

Result<> checkAssigned(
	const Wanted& wanted, const SeatsByPlan& is, const SeatsByPlan& target, const SeatsByPlan& assigned, const Way& way)
{
	for (std::size_t i = 0; i < wanted.items.size(); ++i)
	{
		const auto& plan = wanted.items[i].plan;
		if (of(target, plan) >= of(assigned, plan)) continue;
		const bool followsSeats = of(target, plan) == 0 && !goesTo(way, plan, of(is, plan)).empty();
		if (!followsSeats) return seatsAssigned(i, plan, of(assigned, plan));
	}
	return {};
}

/// Adds the lines of seats that come or go in the middle of a period.
void bill(Change& change, const Catalogue& catalogue, const SeatsByPlan& come, const SeatsByPlan& go, Day today)
{
	const auto& terms = change.terms;
	const auto days = (terms.until - today).count(), ofDays = (terms.until - terms.from).count();
	for (const auto& plan: catalogue.plans)
		for (const auto* seats: {&come, &go})
		{
			const auto quantity = of(*seats, plan.id);
			if (quantity == 0) continue;
			const auto sign = seats == &come ? 1 : -1;
			const auto price = terms.isTrial ? 0 : plan.priceOf(terms.period);
			change.now.push_back({.kind = sign > 0 ? "bought" : "removed",
				.plan = plan.id,
				.seats = sign * quantity,
				.quantity = quantity,
				.price = price,
				.days = days,
				.ofDays = ofDays,
				.from = today,
				.until = terms.until,
				.amount = sign * partOf(price * quantity, days, ofDays)});
		}
}

/// Puts a way's seats into terms and lists what comes and goes.
void apply(Change& change, const Way& way, bool isAll, SeatsByPlan& come, SeatsByPlan& go)
{
	const auto move = [&](const std::vector<Move>& moves) {
		for (const auto& each: moves)
		{
			come[each.to] += each.seats;
			go[each.from] += each.seats;
		}
	};
	move(way.up);
	for (const auto& [plan, seats]: way.more) come[plan] += seats;
	if (isAll)
	{
		move(way.down);
		for (const auto& [plan, seats]: way.fewer) go[plan] += seats;
	}
	for (const auto& [plan, seats]: come) change.terms.seats[plan] += seats;
	for (const auto& [plan, seats]: go) change.terms.seats[plan] -= seats;
	std::erase_if(change.terms.seats, [](const auto& each) { return each.second == 0; });
}

/// Notes what is still to come at the renewal, of the plans that are named.
void plan(Terms& terms, const Wanted& wanted)
{
	for (const auto& item: wanted.items)
		if (of(terms.seats, item.plan) == item.quantity)
			terms.planned.erase(item.plan);
		else
			terms.planned[item.plan] = item.quantity;
}

/// Lists the plans whose licences follow their seats: more are assigned than there are seats now.
std::vector<Move> followers(
	const Way& way, const SeatsByPlan& before, const SeatsByPlan& after, const SeatsByPlan& assigned)
{
	std::vector<Move> out;
	for (const auto& [plan, people]: assigned)
		if (of(after, plan) < people)
			if (auto to = goesTo(way, plan, of(before, plan)); !to.empty()) out.push_back({plan, to, people});
	return out;
}

/// Begins a year in the middle of a month: what is left of the month is credited.
Result<Change> toYear(const Catalogue& catalogue,
	const Terms& terms,
	const Wanted& wanted,
	const SeatsByPlan& target,
	const Way& way,
	Day today)
{
	const bool isPlannedLess = std::any_of(terms.planned.begin(), terms.planned.end(), [&](const auto& each) {
		return std::none_of(
			wanted.items.begin(), wanted.items.end(), [&](const Item& item) { return item.plan == each.first; });
	});
	if (!way.fewer.empty() || !way.down.empty() || isPlannedLess)
		return Error{.code = Code::Conflict,
			.detail = "from month to year, and fewer seats",
			.messageKey = "subscription.mixed_change",
			.problem = "mixed_change",
			.field = "period"};
	Change out{.terms = terms};
	const auto days = (terms.until - today).count(), ofDays = (terms.until - terms.from).count();
	out.terms.period = out.terms.nextPeriod = Period::Year;
	out.terms.from = today;
	out.terms.until = endOf(today, Period::Year, dayOfMonth(today));
	out.terms.planned.clear();
	for (const auto& plan: catalogue.plans)
	{
		const auto has = of(terms.seats, plan.id), wants = of(target, plan.id);
		if (wants > 0)
			out.now.push_back({.kind = "bought",
				.plan = plan.id,
				.seats = wants - has,
				.quantity = wants,
				.price = plan.yearPrice,
				.days = (out.terms.until - today).count(),
				.ofDays = (out.terms.until - today).count(),
				.from = today,
				.until = out.terms.until,
				.amount = wants * plan.yearPrice});
		if (has > 0)
			out.now.push_back({.kind = "unused",
				.plan = plan.id,
				.seats = wants > 0 ? 0 : -has,
				.quantity = has,
				.price = plan.monthPrice,
				.days = days,
				.ofDays = ofDays,
				.from = today,
				.until = terms.until,
				.amount = -partOf(has * plan.monthPrice, days, ofDays)});
	}
	out.terms.seats = target;
	std::erase_if(out.terms.seats, [](const auto& each) { return each.second == 0; });
	return out;
}

}

unsigned dayOfMonth(Day day) noexcept { return static_cast<unsigned>(std::chrono::year_month_day(day).day()); }

Day endOf(Day from, Period period, unsigned anchor)
{
	const std::chrono::year_month_day date(from);
	const auto month = date.year() / date.month() + std::chrono::months(period == Period::Month ? 1 : 12);
	const auto last = (month / std::chrono::last).day();
	return Day(std::chrono::local_days(month / std::min(std::chrono::day(anchor), last)));
}

Result<std::vector<BillLine>> periodLines(
	const Catalogue& catalogue, const SeatsByPlan& seats, Period period, Day from, Day until, std::string_view kind)
{
	for (const auto& [plan, count]: seats)
		if (count != 0 && !catalogue.find(plan))
			return failed(Code::Internal, "plan " + plan + " is not offered any more");
	std::vector<BillLine> out;
	const auto days = (until - from).count();
	for (const auto& plan: catalogue.plans)
		if (const auto quantity = of(seats, plan.id); quantity > 0)
			out.push_back({.kind = std::string(kind),
				.plan = plan.id,
				.quantity = quantity,
				.price = plan.priceOf(period),
				.days = days,
				.ofDays = days,
				.from = from,
				.until = until,
				.amount = quantity * plan.priceOf(period)});
	return out;
}

Result<Change> changed(
	const Catalogue& catalogue, const Terms& terms, const SeatsByPlan& assigned, const Wanted& wanted, Day today)
{
	if (today < terms.from || today >= terms.until) return failed(Code::Internal, "the day is not of the period");
	auto target = targetOf(catalogue, terms, wanted);
	if (!target) return target.error();
	const auto way = wayOf(catalogue, terms.seats, *target);
	if (auto fits = checkAssigned(wanted, terms.seats, *target, assigned, way); !fits) return fits.error();
	Change out{.terms = terms};
	out.terms.nextPeriod = wanted.period.value_or(terms.nextPeriod);
	if (terms.isTrial) out.terms.period = out.terms.nextPeriod;
	if (!terms.isTrial && wanted.period == Period::Year && terms.period == Period::Month)
	{
		auto yearly = toYear(catalogue, terms, wanted, *target, way, today);
		if (!yearly) return yearly.error();
		out = std::move(*yearly);
	}
	else
	{
		SeatsByPlan come, go;
		apply(out, way, terms.isTrial, come, go);
		plan(out.terms, wanted);
		bill(out, catalogue, come, go, today);
	}
	out.moved = followers(way, terms.seats, out.terms.seats, assigned);
	return out;
}

Result<Renewal> renewed(const Catalogue& catalogue, const Terms& terms, const SeatsByPlan& assigned, unsigned anchor)
{
	auto target = atRenewal(terms);
	const auto way = wayOf(catalogue, terms.seats, target);
	Renewal out{.terms = terms, .moved = followers(way, terms.seats, target, assigned)};
	// Licences that were assigned since the change was asked for keep their seats, unless they follow them.
	for (const auto& [plan, people]: assigned)
		if (of(target, plan) < people && goesTo(way, plan, of(terms.seats, plan)).empty()) target[plan] = people;
	out.terms.seats = target;
	out.terms.planned.clear();
	out.terms.period = terms.nextPeriod;
	out.terms.from = terms.until;
	out.terms.until = endOf(terms.until, terms.nextPeriod, anchor);
	auto lines = periodLines(catalogue, target, out.terms.period, out.terms.from, out.terms.until, "renewed");
	if (!lines) return lines.error();
	out.lines = std::move(*lines);
	for (auto& line: out.lines) line.seats = of(target, line.plan) - of(terms.seats, line.plan);
	for (const auto& [plan, seats]: terms.seats)
		if (of(target, plan) == 0 && seats > 0)
			out.lines.push_back(
				{.kind = "removed", .plan = plan, .seats = -seats, .from = out.terms.from, .until = out.terms.until});
	return out;
}

}
