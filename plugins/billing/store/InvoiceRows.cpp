#include "store/InvoiceRows.h"

namespace sx::billing::invoice_rows {

namespace {

constexpr const char* kColumns = "id, number, seller, issued, total, credits, document";

Result<std::vector<InvoiceRow>> invoicesOf(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	std::vector<InvoiceRow> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.id = next.text(),
			.number = next.integer(),
			.seller = {next.text()},
			.issued = next.instant(),
			.total = next.integer(),
			.credits = next.text(),
			.document = next.text()});
	}
	return out;
}

Result<> done(const Result<std::int64_t>& written)
{
	if (!written) return written.error();
	return {};
}

}

Result<std::int64_t> takeNumber(Sql& sql, const TenantId& seller)
{
	auto rows = sql.query(
		"INSERT INTO billing_series (tenant_id, last, buyer) VALUES (?, 1, :tenant) ON CONFLICT "
		"(tenant_id) DO UPDATE SET last = billing_series.last + 1, buyer = excluded.buyer RETURNING last",
		{seller});
	if (!rows) return rows.error();
	return rows->front().integer(0);
}

Result<> insert(Sql& sql, const InvoiceRow& row)
{
	return done(
		sql.execute("INSERT INTO billing_invoice (tenant_id, id, number, seller, issued, total, credits, document) "
					"VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?)",
			{row.id, row.number, row.seller, row.issued, row.total, row.credits, row.document}));
}

Result<InvoiceRow> byId(Sql& sql, std::string_view id)
{
	auto found = invoicesOf(sql.query(
		"SELECT " + std::string(kColumns) + " FROM billing_invoice WHERE tenant_id = :tenant AND id = ?", {id}));
	if (!found) return found.error();
	if (found->empty()) return failed(Code::Missing, "no such invoice");
	return std::move(found->front());
}

Result<std::vector<InvoiceRow>> list(Sql& sql, std::int64_t before, int limit)
{
	if (before <= 0)
		return invoicesOf(sql.query("SELECT " + std::string(kColumns) +
				" FROM billing_invoice WHERE tenant_id = :tenant ORDER BY number DESC LIMIT ?",
			{limit}));
	return invoicesOf(sql.query("SELECT " + std::string(kColumns) +
			" FROM billing_invoice WHERE tenant_id = :tenant AND number < ? ORDER BY number DESC LIMIT ?",
		{before, limit}));
}

Result<std::string> creditOf(Sql& sql, std::string_view id)
{
	auto rows = sql.query(
		"SELECT id FROM billing_invoice WHERE tenant_id = :tenant AND credits = ? AND credits <> '' LIMIT 1", {id});
	if (!rows) return rows.error();
	return rows->empty() ? std::string() : rows->front().text(0);
}

Result<Account> account(Sql& sql)
{
	auto rows = sql.query(
		"SELECT seller, company, person, address, phone, postal_code, time_zone, gateway, method, card, anchor, "
		"attempts, method_since, charging FROM billing_account WHERE tenant_id = :tenant");
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "nobody pays the company's subscription");
	RowReader next(rows->front());
	return Account{.seller = {next.text()},
		.company = next.text(),
		.person = next.text(),
		.address = next.text(),
		.phone = next.text(),
		.postalCode = next.text(),
		.timeZone = next.text(),
		.gateway = next.text(),
		.method = next.text(),
		.card = next.text(),
		.anchor = static_cast<int>(next.integer()),
		.attempts = static_cast<int>(next.integer()),
		.methodSince = next.instant(),
		.charging = next.text()};
}

Result<> putAccount(Sql& sql, const Account& account)
{
	return done(sql.execute(
		"INSERT INTO billing_account (tenant_id, seller, company, person, address, phone, postal_code, "
		"time_zone, gateway, method, card, anchor, attempts, method_since, charging) VALUES (:tenant, ?, ?, ?, ?, ?, "
		"?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id) DO UPDATE SET seller = excluded.seller, "
		"company = excluded.company, person = excluded.person, address = excluded.address, "
		"phone = excluded.phone, postal_code = excluded.postal_code, time_zone = excluded.time_zone, gateway = "
		"excluded.gateway, "
		"method = excluded.method, card = excluded.card, anchor = excluded.anchor, "
		"attempts = excluded.attempts, method_since = excluded.method_since, charging = excluded.charging",
		{account.seller,
			account.company,
			account.person,
			account.address,
			account.phone,
			account.postalCode,
			account.timeZone,
			account.gateway,
			account.method,
			account.card,
			account.anchor,
			account.attempts,
			account.methodSince,
			account.charging}));
}

}
