#include "store/OutboxStore.h"

namespace sx::mail {

namespace {

std::string_view word(State state)
{
	return state == State::Waiting ? "waiting" : state == State::Taken ? "taken" : "failed";
}

State stateOf(const std::string& word)
{
	return word == "taken" ? State::Taken : word == "failed" ? State::Failed : State::Waiting;
}

std::string identity(const TenantId& tenant, const std::string& id) { return "mail:" + tenant.value + ":" + id; }

Result<> done(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

}

namespace outbox {

Result<> add(Sql& sql, const OutboxRow& row)
{
	return done(sql.execute(
		"INSERT INTO mail_outbox (tenant_id, id, kind, about, state, made, sealed) VALUES (:tenant, ?, ?, ?, ?, ?, ?)",
		{row.id, row.kind, row.about, word(row.state), row.made, row.sealed}));
}

Result<OutboxRow> byId(Sql& sql, const std::string& id)
{
	auto rows = sql.query(
		"SELECT id, kind, about, state, made, sealed FROM mail_outbox WHERE tenant_id = :tenant AND id = ?", {id});
	if (!rows) return rows.error();
	if (rows->empty()) return Error{.code = Code::Missing, .detail = "mail: no such row"};
	const auto& row = rows->front();
	return OutboxRow{row.text(0), row.text(1), row.text(2), stateOf(row.text(3)), row.instant(4), row.text(5)};
}

Result<> close(Sql& sql, const std::string& id, State state)
{
	return done(sql.execute(
		"UPDATE mail_outbox SET state = ?, sealed = '' WHERE tenant_id = :tenant AND id = ?", {word(state), id}));
}

Result<> remove(Sql& sql, const std::string& id)
{
	return done(sql.execute("DELETE FROM mail_outbox WHERE tenant_id = :tenant AND id = ?", {id}));
}

Result<std::vector<OutboxKey>> olderThan(Sql& sql, Instant before)
{
	auto rows = sql.query("SELECT tenant_id, id FROM mail_outbox WHERE made < ? ORDER BY made LIMIT 1000", {before});
	if (!rows) return rows.error();
	std::vector<OutboxKey> out;
	for (const auto& row: *rows) out.push_back({{row.text(0)}, row.text(1)});
	return out;
}

Result<std::int64_t> count(Sql& sql)
{
	auto rows = sql.query("SELECT COUNT(*) FROM"
						  " (SELECT 1 FROM mail_outbox WHERE state = 'waiting' ORDER BY made LIMIT 10000) AS waiting");
	if (!rows) return rows.error();
	return rows->empty() ? 0 : rows->front().integer(0);
}

}

std::string sealMail(const Context& context, const TenantId& tenant, const std::string& id, const Mail& mail)
{
	const auto& keys = context.keys();
	return keys.toBase64Url(keys.seal(identity(tenant, id), context.json().write(toValue(mail))).value);
}

Result<Mail> openMail(const Context& context, const TenantId& tenant, const std::string& id, const std::string& sealed)
{
	auto bytes = context.keys().fromBase64Url(sealed);
	if (!bytes) return bytes.error();
	auto open = context.keys().open(identity(tenant, id), *bytes);
	if (!open) return open.error();
	auto value = context.json().parse(open->reveal());
	if (!value) return Error{.detail = "mail: a sealed mail is no JSON"};
	return toMail(*value);
}

}
