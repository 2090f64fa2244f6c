#include "store/ScimRows.h"

namespace sx::scim::rows {

namespace {

constexpr auto kColumns =
	"SELECT user_id, user_name, external_id, is_removed, changed FROM scim_person WHERE tenant_id = :tenant";
constexpr int kMostOfAnExternalId = 10;

Provisioned read(const SqlRow& row)
{
	RowReader next(row);
	return {.user = {next.text()},
		.userName = next.text(),
		.externalId = next.text(),
		.isRemoved = next.flag(),
		.changed = next.instant()};
}

Result<> done(const Result<std::int64_t>& count)
{
	if (!count) return count.error();
	return {};
}

}

Result<Provisioned> ofPerson(Sql& sql, const UserId& user)
{
	auto found = sql.query(std::string(kColumns) + " AND user_id = ?", {user});
	if (!found) return found.error();
	if (found->empty()) return Provisioned{.user = user};
	return read(found->front());
}

Result<std::map<std::string, Provisioned>> ofPeople(Sql& sql, const std::vector<UserId>& users)
{
	std::map<std::string, Provisioned> out;
	if (users.empty()) return out;
	auto found = sql.query(std::string(kColumns) + " AND user_id IN (" + placeholders(users.size()) + ")",
		SqlValues(users.begin(), users.end()));
	if (!found) return found.error();
	for (const auto& row: *found)
	{
		auto one = read(row);
		out.emplace(one.user.value, std::move(one));
	}
	return out;
}

Result<Provisioned> byUserName(Sql& sql, std::string_view userName)
{
	auto found = sql.query(std::string(kColumns) + " AND user_name = ? AND user_name <> ''", {userName});
	if (!found) return found.error();
	if (found->empty()) return failed(Code::Missing, "nobody has this userName");
	return read(found->front());
}

Result<std::vector<UserId>> byExternalId(Sql& sql, std::string_view externalId)
{
	auto found = sql.query(
		"SELECT user_id FROM scim_person WHERE tenant_id = :tenant AND external_id = ? ORDER BY user_id LIMIT ?",
		{externalId, kMostOfAnExternalId});
	if (!found) return found.error();
	std::vector<UserId> out;
	for (const auto& row: *found) out.push_back({row.text(0)});
	return out;
}

Result<std::vector<std::string>> removed(Sql& sql)
{
	auto found = sql.query(
		"SELECT user_id FROM scim_person WHERE tenant_id = :tenant AND is_removed = 1 ORDER BY user_id");
	if (!found) return found.error();
	std::vector<std::string> out;
	for (const auto& row: *found) out.push_back(row.text(0));
	return out;
}

Result<> put(Sql& sql, const Provisioned& person, Instant now)
{
	return done(sql.execute(
		"INSERT INTO scim_person (tenant_id, user_id, user_name, external_id, is_removed, changed) "
		"VALUES (:tenant, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, user_id) DO UPDATE SET "
		"user_name = excluded.user_name, external_id = excluded.external_id, is_removed = excluded.is_removed, "
		"changed = excluded.changed",
		{person.user, person.userName, person.externalId, std::int64_t{person.isRemoved}, now}));
}

Result<> erasePerson(Sql& sql, const UserId& user)
{
	return done(sql.execute("DELETE FROM scim_person WHERE tenant_id = :tenant AND user_id = ?", {user}));
}

Result<std::map<std::string, ProvisionedGroup>> ofGroups(Sql& sql, const std::vector<std::string>& groups)
{
	std::map<std::string, ProvisionedGroup> out;
	if (groups.empty()) return out;
	auto found = sql.query(
		"SELECT group_id, external_id, changed FROM scim_group WHERE tenant_id = :tenant AND group_id IN (" +
			placeholders(groups.size()) + ")",
		SqlValues(groups.begin(), groups.end()));
	if (!found) return found.error();
	for (const auto& row: *found)
		out.emplace(row.text(0), ProvisionedGroup{.externalId = row.text(1), .changed = row.instant(2)});
	return out;
}

Result<> putGroup(Sql& sql, const std::string& group, const std::string& externalId, Instant now)
{
	return done(
		sql.execute("INSERT INTO scim_group (tenant_id, group_id, external_id, changed) VALUES (:tenant, ?, ?, ?) "
					"ON CONFLICT (tenant_id, group_id) DO UPDATE SET external_id = excluded.external_id, changed = "
					"excluded.changed",
			{group, externalId, now}));
}

Result<> eraseGroup(Sql& sql, const std::string& group)
{
	return done(sql.execute("DELETE FROM scim_group WHERE tenant_id = :tenant AND group_id = ?", {group}));
}

}
