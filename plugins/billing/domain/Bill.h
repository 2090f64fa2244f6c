// Adds up what a company is billed, line by line (rows D14, J11).
#pragma once
#include "domain/Taxes.h"
#include "sx/licensing/Ledger.h"

namespace sx::billing {

/// Is one line of a bill, before taxes.
struct BillLine
{
	std::string kind;                      // "bought", "removed", "renewed", "unused" or "discount"
	std::string plan{};                    // empty: of none
	std::int64_t seats = 0;                // how many more seats the company has by it
	std::int64_t quantity = 0, price = 0;  // seats, and what one costs for the whole period, in cents
	std::int64_t days = 0, ofDays = 0;     // how much of the period is billed
	Day from{}, until{};                   // what is billed: from the first day, up to the last day's morrow
	std::int64_t amount = 0;               // cents
};

/// Is what is billed at once: lines, and the taxes of their sum. In cents.
struct Bill
{
	std::vector<BillLine> lines{};
	std::vector<Tax> taxes{};
	std::int64_t subtotal = 0, tax = 0, total = 0;
};

/// Adds lines up and computes their taxes in a province on a day. A sum below zero, which no change makes, is not
/// taxed.
Bill billOf(std::vector<BillLine> lines, const TaxTable& table, std::string_view province, Day day);

/// Returns the bill that takes another one back, to the cent: every amount with the other sign, and no seats.
Bill reversed(const Bill& bill);

/// Returns the part of a price that falls to some days of a period, half a cent rounded up.
/// amount: 0 to 10^12 cents; 0 <= days <= ofDays; ofDays: at least 1.
std::int64_t partOf(std::int64_t amount, std::int64_t days, std::int64_t ofDays) noexcept;

/// Returns the entries of the ledger for a bill: one a line and one a tax, so that they add up to its total. A line
/// of no quantity only moves seats, and is no line of the invoice.
std::vector<licensing::Entry> entriesOf(const Bill& bill, Instant at, const std::string& invoice);

}
