#include "store/ApiKeyRows.h"

#include <sstream>

namespace sx::auth::api_keys {

namespace {

std::string join(const std::vector<std::string>& scopes)
{
	std::string out;
	for (const auto& scope: scopes) out += (out.empty() ? "" : " ") + scope;
	return out;
}

std::vector<std::string> split(const std::string& text)
{
	std::istringstream in(text);
	std::vector<std::string> out;
	for (std::string word; in >> word;) out.push_back(word);
	return out;
}

constexpr auto kColumns = "SELECT id, name, user_id, scopes, created, last_used, revoked, expires, hash FROM "
						  "auth_api_key WHERE tenant_id = :tenant";

ApiKey read(const SqlRow& row)
{
	RowReader next(row);
	return {.id = next.text(),
		.name = next.text(),
		.user = {next.text()},
		.scopes = split(next.text()),
		.created = next.instant(),
		.lastUsed = next.maybeInstant(),
		.revoked = next.maybeInstant(),
		.expires = next.maybeInstant(),
		.hash = next.text()};
}

}

Result<> add(Sql& sql, const ApiKey& key)
{
	auto added = sql.execute(
		"INSERT INTO auth_api_key (tenant_id, id, name, user_id, hash, scopes, created, expires) VALUES "
		"(:tenant, ?, ?, ?, ?, ?, ?, ?)",
		{key.id,
			key.name,
			key.user,
			key.hash,
			join(key.scopes),
			key.created,
			key.expires ? SqlValue(*key.expires) : SqlValue()});
	if (!added) return added.error();
	return {};
}

Result<ApiKey> byId(Sql& sql, const std::string& id)
{
	auto rows = sql.query(std::string(kColumns) + " AND id = ?", {id});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no API key of that id");
	return read(rows->front());
}

Result<std::vector<ApiKey>> all(Sql& sql)
{
	auto rows = sql.query(std::string(kColumns) + " ORDER BY created, id");
	if (!rows) return rows.error();
	std::vector<ApiKey> out;
	for (const auto& row: *rows) out.push_back(read(row));
	return out;
}

Result<> revoke(Sql& sql, const std::string& id, Instant now)
{
	auto touched = sql.execute(
		"UPDATE auth_api_key SET revoked = ? WHERE tenant_id = :tenant AND id = ? AND revoked IS NULL", {now, id});
	if (!touched) return touched.error();
	if (*touched == 0) return failed(Code::Missing, "no living API key of that id");
	return {};
}

Result<> revokeAllOf(Sql& sql, const UserId& user, Instant now)
{
	auto touched = sql.execute(
		"UPDATE auth_api_key SET revoked = ? WHERE tenant_id = :tenant AND user_id = ? AND revoked IS NULL",
		{now, user});
	if (!touched) return touched.error();
	return {};
}

Result<> noteUse(Store& store, const TenantId& tenant, const std::string& id, Instant now)
{
	auto noted = store.writeOne(
		tenant, "UPDATE auth_api_key SET last_used = ? WHERE tenant_id = :tenant AND id = ?", {now, id});
	if (!noted) return noted.error();
	return {};
}

}
