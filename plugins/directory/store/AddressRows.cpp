#include "store/AddressRows.h"

namespace sx::directory::address_rows {

namespace {

Result<std::optional<AddressChange>> one(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<AddressChange>();
	RowReader next(rows->front());
	return std::optional(AddressChange{
		.person = {next.text()}, .address = next.text(), .askedBy = {next.text()}, .expires = next.instant()});
}

}

Result<> put(Sql& sql, const AddressChange& change, const std::string& tokenHash)
{
	if (auto done = remove(sql, change.person); !done) return done;
	auto added = sql.execute(
		"INSERT INTO directory_address_change (tenant_id, person_id, address, token_hash, asked_by, expires) "
		"VALUES (:tenant, ?, ?, ?, ?, ?)",
		{change.person, change.address, tokenHash, change.askedBy, change.expires});
	if (!added) return added.error();
	return {};
}

Result<std::optional<AddressChange>> byToken(Sql& sql, const std::string& tokenHash, Instant now)
{
	return one(sql.query("SELECT person_id, address, asked_by, expires FROM directory_address_change "
						 "WHERE tenant_id = :tenant AND token_hash = ? AND expires > ?",
		{tokenHash, now}));
}

Result<std::optional<AddressChange>> byPerson(Sql& sql, const UserId& person, Instant now)
{
	return one(sql.query("SELECT person_id, address, asked_by, expires FROM directory_address_change "
						 "WHERE tenant_id = :tenant AND person_id = ? AND expires > ?",
		{person, now}));
}

Result<> remove(Sql& sql, const UserId& person)
{
	auto removed = sql.execute(
		"DELETE FROM directory_address_change WHERE tenant_id = :tenant AND person_id = ?", {person});
	if (!removed) return removed.error();
	return {};
}

Result<> sweep(Sql& sql, Instant now)
{
	auto removed = sql.execute("DELETE FROM directory_address_change WHERE expires <= ?", {now});
	if (!removed) return removed.error();
	return {};
}

}
