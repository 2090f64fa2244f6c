#include "store/OrderRows.h"

namespace sx::billing::order_rows {

namespace {

Result<> written(const Result<std::int64_t>& count)
{
	if (!count) return count.error();
	return {};
}

Result<bool> didOne(const Result<std::int64_t>& count)
{
	if (!count) return count.error();
	return *count > 0;
}

Result<std::vector<std::pair<TenantId, std::string>>> idsOf(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	std::vector<std::pair<TenantId, std::string>> out;
	for (const auto& row: *rows) out.emplace_back(TenantId{row.text(0)}, row.text(1));
	return out;
}

}

Result<> insert(Sql& sql, const OrderRow& row)
{
	return written(sql.execute(
		"INSERT INTO billing_order (tenant_id, id, kind, state, gateway, reference, checkout, payment, amount, "
		"currency, host, buyer, discount, details, made) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		{row.id,
			kOrderKinds.wordOf(row.kind),
			kOrderStates.wordOf(row.state),
			row.gateway,
			row.reference,
			row.checkout,
			row.payment,
			row.amount,
			row.currency,
			row.host,
			row.buyer,
			row.discount,
			row.details,
			row.made}));
}

Result<OrderRow> byId(Sql& sql, std::string_view id)
{
	auto rows = sql.query(
		"SELECT id, kind, state, gateway, reference, checkout, payment, amount, currency, host, buyer, "
		"discount, details, made FROM billing_order WHERE tenant_id = :tenant AND id = ?",
		{id});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such order");
	RowReader next(rows->front());
	OrderRow out{.id = next.text(),
		.kind = kOrderKinds.valueOf(next.text()).value_or(OrderKind::Company),
		.state = kOrderStates.valueOf(next.text()).value_or(OrderState::Failed),
		.gateway = next.text(),
		.reference = next.text(),
		.checkout = next.text(),
		.payment = next.text(),
		.amount = next.integer(),
		.currency = next.text(),
		.host = next.text(),
		.buyer = {next.text()},
		.discount = next.text(),
		.details = next.text(),
		.made = next.instant()};
	return out;
}

Result<bool> holdsHost(Sql& sql, std::string_view host, Instant since)
{
	auto rows = sql.query("SELECT 1 FROM billing_order WHERE tenant_id = :tenant AND host = ? AND made > ? AND state "
						  "<> 'failed' LIMIT 1",
		{host, since});
	if (!rows) return rows.error();
	return !rows->empty();
}

Result<> begun(Sql& sql, std::string_view id, std::string_view reference, std::string_view checkout)
{
	return written(
		sql.execute("UPDATE billing_order SET reference = ?, checkout = ? WHERE tenant_id = :tenant AND id = ? "
					"AND reference = ''",
			{reference, checkout, id}));
}

Result<bool> accept(Sql& sql, std::string_view id, std::string_view payment)
{
	return didOne(sql.execute("UPDATE billing_order SET state = 'accepted', payment = ? WHERE tenant_id = :tenant AND "
							  "id = ? AND state IN ('waiting', 'failed')",
		{payment, id}));
}

Result<bool> fail(Sql& sql, std::string_view id)
{
	return didOne(sql.execute(
		"UPDATE billing_order SET state = 'failed' WHERE tenant_id = :tenant AND id = ? AND state = 'waiting'", {id}));
}

Result<> done(Sql& sql, std::string_view id, std::string_view host)
{
	return written(
		sql.execute("UPDATE billing_order SET state = 'done', host = ? WHERE tenant_id = :tenant AND id = ? AND "
					"state = 'accepted'",
			{host, id}));
}

Result<std::vector<std::pair<TenantId, std::string>>> waiting(Sql& sql, Instant from, Instant to)
{
	return idsOf(sql.query("SELECT tenant_id, id FROM billing_order WHERE state = 'waiting' AND made > ? AND made < ? "
						   "AND reference <> '' ORDER BY made LIMIT 100",
		{from, to}));
}

Result<std::vector<std::pair<TenantId, std::string>>> stale(Sql& sql, Instant before)
{
	return idsOf(sql.query(
		"SELECT tenant_id, id FROM billing_order WHERE state = 'waiting' AND made < ? ORDER BY made LIMIT 100",
		{before}));
}

Result<> sweep(Sql& sql, Instant before)
{
	if (auto gone = written(sql.execute("DELETE FROM billing_report WHERE at < ?", {before})); !gone) return gone;
	return written(sql.execute("DELETE FROM billing_order WHERE made < ?", {before}));
}

Result<bool> note(Sql& sql, std::string_view gateway, std::string_view report, Instant now)
{
	return didOne(sql.execute(
		"INSERT INTO billing_report (tenant_id, gateway, id, at) VALUES (:tenant, ?, ?, ?) ON CONFLICT DO NOTHING",
		{gateway, report, now}));
}

Result<bool> found(Sql& sql, const TenantId& seller, std::string_view order, Instant now)
{
	return didOne(sql.execute("INSERT INTO billing_customer (tenant_id, seller, order_id, made) VALUES (:tenant, ?, ?, "
							  "?) ON CONFLICT DO NOTHING",
		{seller, order, now}));
}

}
