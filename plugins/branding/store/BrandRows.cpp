#include "store/BrandRows.h"

namespace sx::branding::rows {

namespace {

constexpr int kMostHosts = 20;  // listed; a company may have fewer

Result<> done(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

Version versionOf(const SqlRow& row, const Json& json)
{
	RowReader next(row);
	Version out{.number = next.integer(), .made = next.instant(), .user = {next.text()}, .userName = next.text()};
	if (auto content = json.parse(next.text())) out.brand = brandOf(*content);
	out.undone = next.integer();
	return out;
}

std::optional<Instant> sometime(std::int64_t millis)
{
	return millis == 0 ? std::nullopt : std::optional(fromMillis(millis));
}

OwnHost ownHostOf(const SqlRow& row)
{
	RowReader next(row);
	return {.host = next.text(),
		.proof = next.text(),
		.made = next.instant(),
		.proved = sometime(next.integer()),
		.seen = sometime(next.integer()),
		.checked = sometime(next.integer())};
}

std::int64_t millisOf(const std::optional<Instant>& at) { return at ? toMillis(*at) : 0; }

}

Result<std::optional<Version>> newest(Sql& sql, const Json& json)
{
	auto all = versions(sql, json, 0, 1);
	if (!all) return all.error();
	return all->empty() ? std::optional<Version>() : std::optional(std::move(all->front()));
}

Result<Version> version(Sql& sql, const Json& json, std::int64_t number)
{
	auto found = sql.query("SELECT number, made, user_id, user_name, content, undone FROM branding_version WHERE "
						   "tenant_id = :tenant AND number = ?",
		{number});
	if (!found) return found.error();
	if (found->empty()) return failed(Code::Missing, "no such version");
	return versionOf(found->front(), json);
}

Result<std::vector<Version>> versions(Sql& sql, const Json& json, std::int64_t before, int limit)
{
	constexpr std::int64_t kLast = 1LL << 62;
	auto found = sql.query("SELECT number, made, user_id, user_name, content, undone FROM branding_version WHERE "
						   "tenant_id = :tenant AND number < ? ORDER BY number DESC LIMIT ?",
		{before == 0 ? kLast : before, limit});
	if (!found) return found.error();
	std::vector<Version> out;
	for (const auto& row: *found) out.push_back(versionOf(row, json));
	return out;
}

Result<> add(Sql& sql, const Json& json, const Version& version)
{
	return done(
		sql.execute("INSERT INTO branding_version (tenant_id, number, made, user_id, user_name, content, undone) "
					"VALUES (:tenant, ?, ?, ?, ?, ?, ?)",
			{version.number,
				version.made,
				version.user,
				version.userName,
				json.write(valueOf(version.brand)),
				version.undone}));
}

Result<> forgetUpTo(Sql& sql, std::int64_t number)
{
	return done(sql.execute("DELETE FROM branding_version WHERE tenant_id = :tenant AND number <= ?", {number}));
}

Result<> putFile(Sql& sql, const std::string& name, std::string_view bytes, Instant now)
{
	return done(sql.execute(
		"INSERT INTO branding_file (tenant_id, name, bytes, made) VALUES (:tenant, ?, ?, ?) ON CONFLICT DO NOTHING",
		{name, Bytes{std::string(bytes)}, now}));
}

Result<std::string> file(Sql& sql, const std::string& name)
{
	auto found = sql.query("SELECT bytes FROM branding_file WHERE tenant_id = :tenant AND name = ?", {name});
	if (!found) return found.error();
	if (found->empty()) return failed(Code::Missing, "no such file of this company");
	return found->front().bytes(0).value;
}

Result<std::int64_t> fileCount(Sql& sql)
{
	auto found = sql.query("SELECT COUNT(*) FROM branding_file WHERE tenant_id = :tenant");
	if (!found) return found.error();
	return found->empty() ? 0 : found->front().integer(0);
}

Result<> forgetFiles(Sql& sql, Instant before, const std::set<std::string>& kept)
{
	SqlValues values{before};
	for (const auto& each: kept) values.emplace_back(each);
	return done(sql.execute("DELETE FROM branding_file WHERE tenant_id = :tenant AND made < ? AND name NOT IN (" +
			(kept.empty() ? std::string("''") : placeholders(kept.size())) + ")",
		values));
}

Result<std::vector<OwnHost>> hosts(Sql& sql)
{
	auto found = sql.query(
		"SELECT host, proof, made, proved, seen, checked FROM branding_host WHERE tenant_id = :tenant "
		"ORDER BY host LIMIT ?",
		{kMostHosts});
	if (!found) return found.error();
	std::vector<OwnHost> out;
	for (const auto& row: *found) out.push_back(ownHostOf(row));
	return out;
}

Result<OwnHost> host(Sql& sql, const std::string& name)
{
	auto found = sql.query(
		"SELECT host, proof, made, proved, seen, checked FROM branding_host WHERE tenant_id = :tenant "
		"AND host = ?",
		{name});
	if (!found) return found.error();
	if (found->empty()) return failed(Code::Missing, "no such name of this company");
	return ownHostOf(found->front());
}

Result<> addHost(Sql& sql, const OwnHost& host)
{
	return done(sql.execute("INSERT INTO branding_host (tenant_id, host, proof, made, proved, seen, checked) VALUES "
							"(:tenant, ?, ?, ?, 0, 0, 0) ON CONFLICT DO NOTHING",
		{host.host, host.proof, host.made}));
}

Result<> changeHost(Sql& sql, const OwnHost& host)
{
	return done(
		sql.execute("UPDATE branding_host SET proved = ?, seen = ?, checked = ? WHERE tenant_id = :tenant AND host = ?",
			{millisOf(host.proved), millisOf(host.seen), millisOf(host.checked), host.host}));
}

Result<> removeHost(Sql& sql, const std::string& name)
{
	auto gone = sql.execute("DELETE FROM branding_host WHERE tenant_id = :tenant AND host = ?", {name});
	if (!gone) return gone.error();
	return *gone == 1 ? Result<>() : failed(Code::Missing, "no such name of this company");
}

Result<std::vector<std::pair<TenantId, std::string>>> hostsDue(Sql& sql, Instant before, int limit)
{
	auto found = sql.query(
		"SELECT tenant_id, host FROM branding_host WHERE proved > 0 AND checked < ? ORDER BY checked "
		"LIMIT ?",
		{before, limit});
	if (!found) return found.error();
	std::vector<std::pair<TenantId, std::string>> out;
	for (const auto& row: *found) out.emplace_back(TenantId{row.text(0)}, row.text(1));
	return out;
}

}
