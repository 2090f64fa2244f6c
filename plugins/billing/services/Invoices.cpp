#include "services/Invoices.h"

#include "domain/Province.h"
#include "services/InvoiceText.h"

#include <algorithm>

namespace sx::billing {

namespace {

/// Returns what an invoice's entries say is open of it, and whether a payment of that reference is among them.
std::pair<std::int64_t, bool> openOf(const std::vector<licensing::Entry>& entries, std::string_view reference = {})
{
	std::int64_t open = 0;
	bool isThere = false;
	for (const auto& each: entries)
	{
		open += each.amount;
		isThere = isThere || (each.kind == "paid" && each.reference == reference);
	}
	return {open, isThere};
}

Party customerOf(const Account& account)
{
	Party out{account.company};
	for (const auto* line: {&account.person, &account.address, &account.postalCode})
		if (!line->empty()) out.lines.push_back(*line);
	return out;
}

}

Result<> Invoices::store(Sql& sql, const Account& account, Invoice& invoice) const
{
	auto number = invoice_rows::takeNumber(sql, account.seller);
	if (!number) return number.error();
	invoice.number = *number;
	const auto document = _context.json().writeCanonical(jsonOf(invoice));
	return invoice_rows::insert(sql,
		{.id = invoice.id,
			.number = invoice.number,
			.seller = account.seller,
			.issued = invoice.issued,
			.total = invoice.bill.total,
			.credits = invoice.credits,
			.document = document});
}

Result<Invoice> Invoices::issue(
	Sql& sql, const Account& account, const Bill& bill, licensing::Period period, Instant now) const
{
	const auto seller = _tenants.byId(account.seller);
	if (!seller) return failed(Code::Missing, "no such company");
	auto province = provinceOf(account.postalCode);
	if (!province) return province.error();
	Invoice out{.id = _context.keys().uuid(),
		.issued = now,
		.day = _context.pages().dayAt(account.timeZone, now),
		.seller = {seller->name, _context.settings().texts("seller_lines")},
		.customer = customerOf(account),
		.province = *province,
		.currency = _plans.catalogue().currency,
		.period = period,
		.bill = bill};
	std::erase_if(out.bill.lines, [](const BillLine& line) { return line.quantity == 0; });
	if (auto stored = store(sql, account, out); !stored) return stored.error();
	for (const auto& entry: entriesOf(bill, now, out.id))
		if (auto added = _ledger.append(sql, entry); !added) return added.error();
	return out;
}

Result<Invoice> Invoices::credit(Sql& sql, const Account& account, const std::string& id, Instant now) const
{
	auto before = one(sql, id);
	if (!before) return before.error();
	auto credited = invoice_rows::creditOf(sql, id);
	if (!credited) return credited.error();
	if (!credited->empty() || before->invoice.isCredit)
		return refused(Code::Conflict, "credited", "the invoice is taken back already");
	auto out = before->invoice;
	out.id = _context.keys().uuid();
	out.isCredit = true;
	out.credits = id;
	out.creditsNumber = before->invoice.number;
	out.issued = now;
	out.day = _context.pages().dayAt(account.timeZone, now);
	out.bill = reversed(before->invoice.bill);
	if (auto stored = store(sql, account, out); !stored) return stored.error();
	auto entries = entriesOf(out.bill, now, out.id);
	if (before->open > 0)
	{
		entries.push_back({.at = now, .kind = "credited", .plan = {}, .amount = -before->open, .invoice = id});
		entries.push_back({.at = now, .kind = "credited", .plan = {}, .amount = before->open, .invoice = out.id});
	}
	for (const auto& entry: entries)
		if (auto added = _ledger.append(sql, entry); !added) return added.error();
	return out;
}

Result<> Invoices::pay(
	Sql& sql, const std::string& id, std::int64_t cents, const std::string& reference, Instant now) const
{
	if (auto held = _ledger.hold(sql); !held) return held.error();
	auto entries = _ledger.ofInvoice(sql, id);
	if (!entries) return entries.error();
	if (entries->empty()) return failed(Code::Missing, "no such invoice");
	if (openOf(*entries, reference).second) return {};  // reported twice
	return _ledger.append(
		sql, {.at = now, .kind = "paid", .plan = {}, .amount = -cents, .invoice = id, .reference = reference});
}

Result<std::vector<Listed>> Invoices::list(const TenantId& tenant, std::int64_t before, int limit) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return list(sql, before, limit); });
}

Result<std::vector<Listed>> Invoices::list(Sql& sql, std::int64_t before, int limit) const
{
	auto rows = invoice_rows::list(sql, before, limit);
	if (!rows) return rows.error();
	std::vector<Listed> out;
	for (const auto& row: *rows)
	{
		auto each = listed(sql, row);
		if (!each) return each.error();
		out.push_back(std::move(*each));
	}
	return out;
}

Result<Listed> Invoices::one(const TenantId& tenant, const std::string& id) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return one(sql, id); });
}

Result<Listed> Invoices::one(Sql& sql, const std::string& id) const
{
	auto row = invoice_rows::byId(sql, id);
	if (!row) return row.error();
	return listed(sql, *row);
}

Result<Listed> Invoices::listed(Sql& sql, const InvoiceRow& row) const
{
	auto document = _context.json().parse(row.document);
	if (!document) return failed(Code::Internal, "invoice " + row.id + " cannot be read");
	auto entries = _ledger.ofInvoice(sql, row.id);
	if (!entries) return entries.error();
	Listed out{invoiceOf(*document), openOf(*entries).first};
	out.invoice.issued = row.issued;
	return out;
}

}
