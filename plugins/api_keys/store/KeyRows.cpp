#include "store/KeyRows.h"

#include <sstream>

namespace sx::api_keys::key_rows {

namespace {

std::string join(const std::vector<std::string>& words)
{
	std::string out;
	for (const auto& word: words) out += (out.empty() ? "" : " ") + word;
	return out;
}

std::vector<std::string> split(const std::string& text)
{
	std::istringstream in(text);
	std::vector<std::string> out;
	for (std::string word; in >> word;) out.push_back(word);
	return out;
}

const std::string kSelect =
	"SELECT id, name, application, user_id, maker, maker_key, scopes, networks, monthly_requests, made, expires, "
	"revoked, last_used, last_network, month, used, hash, previous_hash, previous_until FROM api_keys_key WHERE "
	"tenant_id = :tenant";

Result<std::vector<Key>> keysOf(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	std::vector<Key> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.id = next.text(),
			.name = next.text(),
			.application = next.text(),
			.user = {next.text()},
			.maker = {next.text()},
			.makerKey = next.text(),
			.scopes = split(next.text()),
			.networks = split(next.text()),
			.monthlyRequests = next.integer(),
			.made = next.instant(),
			.expires = next.maybeInstant(),
			.revoked = next.maybeInstant(),
			.lastUsed = next.maybeInstant(),
			.lastNetwork = next.text(),
			.month = next.integer(),
			.used = next.integer(),
			.hash = next.text(),
			.previousHash = next.text(),
			.previousUntil = next.maybeInstant()});
	}
	return out;
}

Result<> oneOf(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	if (*touched == 0) return failed(Code::Missing, "no living API key of that id");
	return {};
}

}

Result<> add(Sql& sql, const Key& key)
{
	auto added = sql.execute(
		"INSERT INTO api_keys_key (tenant_id, id, name, application, user_id, maker, maker_key, scopes, "
		"networks, monthly_requests, made, expires, hash) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		{key.id,
			key.name,
			key.application,
			key.user,
			key.maker,
			key.makerKey,
			join(key.scopes),
			join(key.networks),
			key.monthlyRequests,
			key.made,
			key.expires,
			key.hash});
	if (!added) return added.error();
	return {};
}

Result<Key> byId(Sql& sql, const std::string& id)
{
	auto keys = keysOf(sql.query(kSelect + " AND id = ?", {id}));
	if (!keys) return keys.error();
	if (keys->empty()) return failed(Code::Missing, "no API key of that id");
	return std::move(keys->front());
}

Result<std::vector<Key>> list(Sql& sql, const KeyQuery& query)
{
	auto text = kSelect;
	SqlValues values;
	if (query.user)
	{
		text += " AND user_id = ?";
		values.emplace_back(*query.user);
	}
	if (!query.search.empty())
	{
		text += " AND (LOWER(name) LIKE LOWER(?) ESCAPE '!' OR LOWER(application) LIKE LOWER(?) ESCAPE '!')";
		values.insert(values.end(), 2, SqlValue(containing(query.search)));
	}
	if (query.beforeMade)
	{
		text += " AND (made, id) < (?, ?)";
		values.emplace_back(*query.beforeMade);
		values.emplace_back(query.beforeId);
	}
	text += " ORDER BY made DESC, id DESC LIMIT ?";
	values.emplace_back(query.limit);
	return keysOf(sql.query(text, values));
}

Result<std::vector<Key>> all(Sql& sql) { return keysOf(sql.query(kSelect + " ORDER BY made, id")); }

Result<std::int64_t> countOf(Sql& sql, const UserId& user)
{
	auto rows = sql.query(
		"SELECT COUNT(*) FROM api_keys_key WHERE tenant_id = :tenant AND user_id = ? AND revoked IS NULL", {user});
	if (!rows) return rows.error();
	return rows->front().integer(0);
}

Result<> rotate(Sql& sql, const std::string& id, const std::string& hash, Instant previousUntil)
{
	return oneOf(sql.execute("UPDATE api_keys_key SET previous_hash = hash, previous_until = ?, hash = ? WHERE "
							 "tenant_id = :tenant AND id = ? AND revoked IS NULL",
		{previousUntil, hash, id}));
}

Result<> revoke(Sql& sql, const std::string& id, Instant now)
{
	return oneOf(sql.execute(
		"UPDATE api_keys_key SET revoked = ? WHERE tenant_id = :tenant AND id = ? AND revoked IS NULL", {now, id}));
}

Result<std::vector<std::string>> madeBy(Sql& sql, const std::string& id)
{
	auto rows = sql.query(
		"SELECT id FROM api_keys_key WHERE tenant_id = :tenant AND maker_key = ? AND revoked IS NULL", {id});
	if (!rows) return rows.error();
	std::vector<std::string> out;
	for (const auto& row: *rows) out.push_back(row.text(0));
	return out;
}

Result<> revokeAllOf(Sql& sql, const UserId& user, Instant now)
{
	auto touched = sql.execute(
		"UPDATE api_keys_key SET revoked = ? WHERE tenant_id = :tenant AND user_id = ? AND revoked IS NULL",
		{now, user});
	if (!touched) return touched.error();
	return {};
}

Result<> removeAllOf(Sql& sql, const UserId& user)
{
	auto gone = sql.execute("DELETE FROM api_keys_key WHERE tenant_id = :tenant AND user_id = ?", {user});
	if (!gone) return gone.error();
	return {};
}

Result<std::optional<std::int64_t>> spend(Store& store, const TenantId& tenant, const KeyUse& use)
{
	auto rows = store.writeOne(tenant,
		"UPDATE api_keys_key SET used = CASE WHEN month = ? THEN used + 1 ELSE 1 END, month = ?, last_used = ?, "
		"last_network = ? WHERE tenant_id = :tenant AND id = ? AND (month <> ? OR used < monthly_requests) RETURNING "
		"used",
		{use.month, use.month, use.at, use.network, use.id, use.month});
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<std::int64_t>();
	return std::optional(rows->front().integer(0));
}

Result<> noteUse(Store& store, const TenantId& tenant, const KeyUse& use)
{
	auto noted = store.writeOne(tenant,
		"UPDATE api_keys_key SET last_used = ?, last_network = ? WHERE tenant_id = :tenant AND id = ?",
		{use.at, use.network, use.id});
	if (!noted) return noted.error();
	return {};
}

}
