#include "store/DiscountRows.h"

namespace sx::billing::discount_rows {

Result<std::vector<DiscountRow>> all(Sql& sql)
{
	auto rows = sql.query("SELECT id, mac, percent, cents, starts, ends, uses_left FROM billing_discount WHERE "
						  "tenant_id = :tenant ORDER BY id DESC");
	if (!rows) return rows.error();
	std::vector<DiscountRow> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		DiscountRow one{.id = next.text(), .mac = next.text(), .discount = {next.integer(), next.integer()}};
		one.starts = next.instant();
		one.ends = next.maybeInstant();
		if (!next.isNull()) one.usesLeft = next.integer();
		out.push_back(std::move(one));
	}
	return out;
}

Result<> insert(Sql& sql, const DiscountRow& row)
{
	auto count = sql.query("SELECT COUNT(*) FROM billing_discount WHERE tenant_id = :tenant");
	if (!count) return count.error();
	if (count->front().integer(0) >= kMost) return refused(Code::Conflict, "too_many", "too many discounts");
	auto done = sql.execute(
		"INSERT INTO billing_discount (tenant_id, id, mac, percent, cents, starts, ends, uses_left) "
		"VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?)",
		{row.id, row.mac, row.discount.percent, row.discount.cents, row.starts, row.ends, row.usesLeft});
	if (!done) return done.error();
	return {};
}

Result<bool> take(Sql& sql, std::string_view id)
{
	// A discount without a number of uses keeps none: NULL - 1 is NULL.
	auto done = sql.execute(
		"UPDATE billing_discount SET uses_left = uses_left - 1 WHERE tenant_id = :tenant AND id = ? "
		"AND (uses_left IS NULL OR uses_left > 0)",
		{id});
	if (!done) return done.error();
	return *done > 0;
}

Result<> giveBack(Sql& sql, std::string_view id)
{
	auto done = sql.execute(
		"UPDATE billing_discount SET uses_left = uses_left + 1 WHERE tenant_id = :tenant AND id = ?", {id});
	if (!done) return done.error();
	return {};
}

Result<> remove(Sql& sql, std::string_view id)
{
	auto done = sql.execute("DELETE FROM billing_discount WHERE tenant_id = :tenant AND id = ?", {id});
	if (!done) return done.error();
	if (*done == 0) return failed(Code::Missing, "no such discount");
	return {};
}

}
