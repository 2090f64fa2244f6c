#include "services/StoredLedger.h"

namespace sx::licensing {

Result<> StoredLedger::assign(Sql& sql, const UserId& user, const std::string& plan, Instant at) noexcept
{
	if (auto added = append(sql, {.at = at, .kind = "assigned", .plan = plan, .user = user}); !added) return added;
	return licence_rows::put(sql, {user, plan, at});
}

Result<> StoredLedger::moveLicences(Sql& sql, const std::string& from, const std::string& to, Instant at) noexcept
{
	auto moved = licence_rows::move(sql, from, to);
	if (!moved) return moved.error();
	for (const auto& user: *moved)
		if (auto added = append(sql, {.at = at, .kind = "changed", .plan = to, .user = user}); !added) return added;
	return {};
}

Result<std::vector<TenantId>> StoredLedger::due(Instant now, int limit) const noexcept
{
	return _context.store().readAll("companies to whose subscription something is due",
		[&](Sql& sql) { return licence_rows::due(sql, now, limit); });
}

}
