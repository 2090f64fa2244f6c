#include "store/KeyRows.h"

namespace sx::domains::key_rows {
namespace {

Result<> done(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

}

Result<std::vector<DomainKey>> ofDomain(Sql& sql, const std::string& name)
{
	auto rows = sql.query("SELECT name, selector, record, state, made, activated, until, sealed FROM domains_key"
						  " WHERE tenant_id = :tenant AND name = ? ORDER BY made DESC, selector DESC",
		{name});
	if (!rows) return rows.error();
	std::vector<DomainKey> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.name = next.text(),
			.selector = next.text(),
			.record = next.text(),
			.state = kKeyStates.valueOf(next.text()).value_or(KeyState::Retired),
			.made = next.instant(),
			.activated = next.maybeInstant(),
			.until = next.maybeInstant(),
			.sealed = next.text()});
	}
	return out;
}

Result<> insert(Sql& sql, const DomainKey& key)
{
	return done(sql.execute("INSERT INTO domains_key (tenant_id, name, selector, record, state, made, activated, until,"
							" sealed) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?)",
		{key.name,
			key.selector,
			key.record,
			kKeyStates.wordOf(key.state),
			key.made,
			key.activated,
			key.until,
			key.sealed}));
}

Result<> update(Sql& sql, const DomainKey& key)
{
	return done(sql.execute("UPDATE domains_key SET state = ?, activated = ?, until = ?, sealed = ?"
							" WHERE tenant_id = :tenant AND name = ? AND selector = ?",
		{kKeyStates.wordOf(key.state), key.activated, key.until, key.sealed, key.name, key.selector}));
}

Result<> remove(Sql& sql, const DomainKey& key)
{
	return done(sql.execute(
		"DELETE FROM domains_key WHERE tenant_id = :tenant AND name = ? AND selector = ?", {key.name, key.selector}));
}

Result<> removeAll(Sql& sql, const std::string& name)
{
	return done(sql.execute("DELETE FROM domains_key WHERE tenant_id = :tenant AND name = ?", {name}));
}

}
