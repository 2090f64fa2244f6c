// Decides what a change of a subscription does today and at its renewal (row J11; docs/decisions/prices.md).
#pragma once
#include "domain/Bill.h"
#include "domain/Quote.h"

namespace sx::billing {

/// Holds the terms of a subscription, as far as changes depend on them.
struct Terms
{
	licensing::Period period = licensing::Period::Month, nextPeriod = licensing::Period::Month;
	Day from{}, until{};  // the period that runs; it is renewed on the day `until`
	bool isTrial = false;
	licensing::SeatsByPlan seats{}, planned{};  // planned: from the renewal on, of the plans of which they change
};

/// Says what somebody wants: seats by plan, and how often to be billed. A plan that is not named keeps what is planned.
struct Wanted
{
	std::vector<Item> items{};
	std::optional<licensing::Period> period{};
};

/// Moves seats of one plan to another.
struct Move
{
	std::string from, to;
	std::int64_t seats = 0;
};

/// Is what a change does: lines that are billed today, terms from now on, and plans whose licences follow their seats.
struct Change
{
	Terms terms;
	std::vector<BillLine> now{};
	std::vector<Move> moved{};
};

/// Decides a change on a day of the period that runs. More seats and greater plans are given and billed at once, for
/// the days that are left; fewer seats and lesser plans wait for the renewal; from month to year a new period begins at
/// once and what is left of the old one is credited; from year to month waits. During a trial everything is at once and
/// free. Errors: Invalid with field "items", "items[N].plan", "items[N].quantity" or "period"; Conflict
/// `seats_assigned` with field "items[N].quantity" (fewer than are assigned), `mixed_change` with field "period" (from
/// month to year, and fewer seats).
Result<Change> changed(const licensing::Catalogue& catalogue,
	const Terms& terms,
	const licensing::SeatsByPlan& assigned,
	const Wanted& wanted,
	Day today);

/// Is what a renewal does.
struct Renewal
{
	Terms terms;
	std::vector<BillLine> lines{};
	std::vector<Move> moved{};
};

/// Begins the next period on the day on which the present one ends. A plan keeps the seats that are still assigned.
/// anchor: the day of the month on which the subscription is renewed, or the month's last. Errors: Internal (a plan is
/// not offered any more).
Result<Renewal> renewed(
	const licensing::Catalogue& catalogue, const Terms& terms, const licensing::SeatsByPlan& assigned, unsigned anchor);

/// Returns the lines of a period that begins, with its seats where they are new.
Result<std::vector<BillLine>> periodLines(const licensing::Catalogue& catalogue,
	const licensing::SeatsByPlan& seats,
	licensing::Period period,
	Day from,
	Day until,
	std::string_view kind);

/// Returns the day on which a period that begins on a day ends, which is the first of the next one.
Day endOf(Day from, licensing::Period period, unsigned anchor);
/// Returns the day of the month of a day.
unsigned dayOfMonth(Day day) noexcept;

}
