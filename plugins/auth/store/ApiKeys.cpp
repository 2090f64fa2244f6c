#include "store/ApiKeys.h"

#include <sstream>

namespace sx::auth {

namespace {

constexpr std::chrono::seconds kNoteEvery{60};

Error refused(const char* why) { return {.code = Code::Unauthenticated, .detail = std::string("API key: ") + why}; }

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

constexpr auto kColumns =
	"SELECT id, name, user_id, scopes, created, last_used, revoked, hash FROM auth_api_key WHERE tenant_id = :tenant";

ApiKey read(const SqlRow& row)
{
	return {row.text(0),
		row.text(1),
		{row.text(2)},
		split(row.text(3)),
		row.instant(4),
		row.maybeInstant(5),
		row.maybeInstant(6)};
}

}

Result<ApiKeys::Made> ApiKeys::add(
	Sql& sql, const std::string& name, const UserId& user, const std::vector<std::string>& scopes) const
{
	const auto& keys = _context->keys();
	const auto id = keys.toBase64Url(keys.random(KeyParts::kIdBytes).value);
	const auto text = "sx_" + id + "_" + keys.toBase64Url(keys.random(KeyParts::kSecretBytes).value);
	auto added = sql.execute("INSERT INTO auth_api_key (tenant_id, id, name, user_id, hash, scopes, created) VALUES "
							 "(:tenant, ?, ?, ?, ?, ?, ?)",
		{id, name, user, keys.toHex(keys.sha256(text).value), join(scopes), _context->clock().now()});
	if (!added) return added.error();
	return Made{id, text};
}

Result<ApiKey> ApiKeys::check(const TenantId& tenant, std::string_view text) const
{
	auto parts = KeyParts::of(text);
	if (!parts) return parts.error();
	auto rows = _context->store().read(
		tenant, [&](Sql& sql) { return sql.query(std::string(kColumns) + " AND id = ?", {parts->id}); });
	if (!rows) return rows.error();
	if (rows->empty()) return refused("unknown");
	const auto& keys = _context->keys();
	const auto& row = rows->front();
	if (!keys.equal(row.text(7), keys.toHex(keys.sha256(text).value))) return refused("wrong");
	auto key = read(row);
	if (key.revoked) return refused("revoked");

	const auto now = _context->clock().now();
	if (!key.lastUsed || now - *key.lastUsed >= kNoteEvery)
	{
		auto noted = _context->store().writeOne(
			tenant, "UPDATE auth_api_key SET last_used = ? WHERE tenant_id = :tenant AND id = ?", {now, key.id});
		if (!noted) _context->log().warning("auth.key_use_not_noted", {{"detail", noted.error().detail}});
	}
	return key;
}

Result<std::vector<ApiKey>> ApiKeys::all(const TenantId& tenant) const
{
	auto rows = _context->store().read(
		tenant, [](Sql& sql) { return sql.query(std::string(kColumns) + " ORDER BY created, id"); });
	if (!rows) return rows.error();
	std::vector<ApiKey> out;
	for (const auto& row: *rows) out.push_back(read(row));
	return out;
}

Result<> ApiKeys::revoke(Sql& sql, const std::string& id) const
{
	auto touched = sql.execute(
		"UPDATE auth_api_key SET revoked = ? WHERE tenant_id = :tenant AND id = ? AND revoked IS NULL",
		{_context->clock().now(), id});
	if (!touched) return touched.error();
	if (*touched == 0) return Error{.code = Code::Missing, .detail = "no living API key of that id"};
	return {};
}

}
