#include "domain/Bill.h"

namespace sx::billing {

Bill billOf(std::vector<BillLine> lines, const TaxTable& table, std::string_view province, Day day)
{
	Bill out{.lines = std::move(lines)};
	for (const auto& line: out.lines) out.subtotal += line.amount;
	if (out.subtotal > 0) out.taxes = taxesOf(table, out.subtotal, province, day);
	for (const auto& tax: out.taxes) out.tax += tax.amount;
	out.total = out.subtotal + out.tax;
	return out;
}

Bill reversed(const Bill& bill)
{
	auto out = bill;
	for (auto& line: out.lines)
	{
		line.amount = -line.amount;
		line.seats = 0;
	}
	for (auto& tax: out.taxes) tax.amount = -tax.amount;
	out.subtotal = -bill.subtotal;
	out.tax = -bill.tax;
	out.total = -bill.total;
	return out;
}

std::int64_t partOf(std::int64_t amount, std::int64_t days, std::int64_t ofDays) noexcept
{
	return (2 * amount * days + ofDays) / (2 * ofDays);
}

std::vector<licensing::Entry> entriesOf(const Bill& bill, Instant at, const std::string& invoice)
{
	std::vector<licensing::Entry> out;
	for (const auto& line: bill.lines)
		out.push_back({.at = at,
			.kind = line.kind,
			.plan = line.plan,
			.seats = line.seats,
			.amount = line.amount,
			.invoice = line.quantity == 0 ? std::string() : invoice});
	for (const auto& tax: bill.taxes)
		out.push_back({.at = at, .kind = "tax", .plan = tax.name, .amount = tax.amount, .invoice = invoice});
	return out;
}

}
