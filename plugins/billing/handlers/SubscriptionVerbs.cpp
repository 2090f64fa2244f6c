#include "handlers/SubscriptionVerbs.h"

#include "handlers/ItemsOf.h"
#include "sx/list.h"
#include "sx/time.h"

#include <iostream>

namespace sx::billing {

namespace {

/// Reads "avance:5,pro:1". Errors: Invalid.
Result<std::vector<Item>> seatsOf(const std::string& text)
{
	std::vector<Item> out;
	for (const auto& each: splitList(text))
	{
		const auto colon = each.find(':');
		const auto seats = colon == std::string::npos ? std::nullopt : integerOf(each.substr(colon + 1));
		if (!seats) return invalid("seats", "--seats takes plans and numbers (avance:5,pro:1), not " + text);
		out.push_back({each.substr(0, colon), *seats});
	}
	return out;
}

}

Verbs<SubscriptionVerbs> SubscriptionVerbs::verbs()
{
	return {
		{"subscription begin",
			"Sells a subscription on account, or for a trial: --tenant HOST --seller HOST --seats avance:5,pro:1 "
			"--postal-code 'J2A 0G4' [--period month|year] [--trial yes]",
			&SubscriptionVerbs::begin},
		{"invoice list", "Lists the invoices of a company: --tenant HOST", &SubscriptionVerbs::list},
		{"invoice pay",
			"Books the payment of an invoice: --tenant HOST --number 42 [--cents 804] [--reference TEXT]; the same "
			"reference "
			"counts once",
			&SubscriptionVerbs::pay},
		{"invoice credit",
			"Takes an invoice back with a credit note: --tenant HOST --number 42",
			&SubscriptionVerbs::credit},
		{"invoice refund",
			"Gives back what was paid of an invoice, and takes it back with a credit note: --tenant HOST --number 42 "
			"[--by-hand yes: you have given it back already, as by transfer]",
			&SubscriptionVerbs::refund},
	};
}

Result<int> SubscriptionVerbs::begin(const std::vector<std::string>& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "seller", "seats", "postal-code", "period", "trial"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(*arguments), seller = tenantOf(*arguments, "seller");
	if (!tenant || !seller) return tenant ? seller.error() : tenant.error();
	auto seats = arguments->require("seats"), postal = arguments->require("postal-code");
	if (!seats || !postal) return seats ? postal.error() : seats.error();
	auto items = seatsOf(*seats);
	if (!items) return items.error();
	const auto period = kPeriods.valueOf(arguments->get("period", "month"));
	if (!period) return invalid("period", "--period is month or year");
	const bool isTrial = arguments->get("trial") == "yes";
	const auto found = directory::tenantAt(_directory, arguments->get("tenant"));
	if (!found) return found.error();
	const Order order{.account = {.seller = *seller,
						  .company = (*found)->name,
						  .person = {},
						  .address = {},
						  .phone = {},
						  .postalCode = *postal,
						  .timeZone = (*found)->timeZone,
						  .gateway = "account"},
		.items = *items,
		.period = *period,
		.how = isTrial ? Order::How::Trial : Order::How::OnAccount};
	auto begun = _context.store().write(
		*tenant, [&](Sql& sql) { return _subscriptions.begin(sql, order, {}, _context.clock().now()); });
	if (!begun) return begun.error();
	if (*begun)
		std::cout << "invoice " << invoiceNumber((*begun)->number) << ": " << (*begun)->bill.total << " cents\n";
	else
		std::cout << "a trial has begun\n";
	return 0;
}

Result<int> SubscriptionVerbs::list(const std::vector<std::string>& words) const
{
	auto arguments = Arguments::parse(words, {"tenant"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(*arguments);
	if (!tenant) return tenant.error();
	auto all = _invoices.list(*tenant, 0, 500);
	if (!all) return all.error();
	for (const auto& each: *all)
		std::cout << invoiceNumber(each.invoice.number) << "\t" << isoDay(each.invoice.day) << "\t"
				  << each.invoice.bill.total << " cents\t" << each.open << " open\t" << each.invoice.id << "\n";
	return 0;
}

Result<int> SubscriptionVerbs::pay(const std::vector<std::string>& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "number", "cents", "reference"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(*arguments);
	if (!tenant) return tenant.error();
	auto invoice = invoiceOf(*tenant, *arguments);
	if (!invoice) return invoice.error();
	const auto cents = arguments->get("cents").empty() ? std::optional(invoice->open)
													   : integerOf(arguments->get("cents"));
	if (!cents || *cents <= 0) return invalid("cents", "--cents takes a whole number, and something must be open");
	const auto reference = arguments->get("reference", _context.keys().uuid());
	auto done = _context.store().write(*tenant, [&](Sql& sql) {
		return _subscriptions.paid(sql, invoice->invoice.id, *cents, reference, _context.clock().now());
	});
	if (!done) return done.error();
	std::cout << "booked " << *cents << " cents for invoice " << invoiceNumber(invoice->invoice.number) << "\n";
	return 0;
}

Result<int> SubscriptionVerbs::credit(const std::vector<std::string>& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "number"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(*arguments);
	if (!tenant) return tenant.error();
	auto invoice = invoiceOf(*tenant, *arguments);
	if (!invoice) return invoice.error();
	auto note = _context.store().write(
		*tenant, [&](Sql& sql) { return _subscriptions.credit(sql, invoice->invoice.id, _context.clock().now()); });
	if (!note) return note.error();
	std::cout << "credit note " << invoiceNumber(note->number) << ": " << note->bill.total << " cents\n";
	return 0;
}

Result<int> SubscriptionVerbs::refund(const std::vector<std::string>& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "number", "by-hand"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(*arguments);
	if (!tenant) return tenant.error();
	auto invoice = invoiceOf(*tenant, *arguments);
	if (!invoice) return invoice.error();
	auto given = _subscriptions.refund(*tenant, invoice->invoice.id, arguments->get("by-hand") == "yes");
	if (!given) return given.error();
	std::cout << "given back: " << *given << " cents\n";
	return 0;
}

Result<TenantId> SubscriptionVerbs::tenantOf(const Arguments& arguments, const std::string& name) const
{
	auto host = arguments.require(name);
	if (!host) return host.error();
	auto tenant = directory::tenantAt(_directory, *host);
	if (!tenant) return tenant.error();
	return (*tenant)->id;
}

Result<Listed> SubscriptionVerbs::invoiceOf(const TenantId& tenant, const Arguments& arguments) const
{
	const auto number = integerOf(arguments.get("number"));
	if (!number) return invalid("number", "--number takes an invoice's number");
	auto found = _invoices.list(tenant, *number + 1, 1);
	if (!found) return found.error();
	if (found->empty() || found->front().invoice.number != *number)
		return failed(Code::Missing, "no invoice of number " + std::to_string(*number));
	return std::move(found->front());
}

}
