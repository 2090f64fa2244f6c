#include "services/StatisticsBook.h"

#include "store/CountRows.h"

#include <exception>

namespace sx::statistics {

std::string StatisticsBook::zoneOfCompany(const TenantId& tenant) const
{
	const auto company = _tenants.byId(tenant);
	return company ? company->timeZone : "UTC";
}

Day StatisticsBook::today(const TenantId& tenant) const
{
	return _context.pages().dayAt(zoneOfCompany(tenant), _context.clock().now());
}

Result<> StatisticsBook::add(Sql& sql, const UserId& person, Instant at, const Counts& counts) noexcept
try
{
	if (person.empty()) return {};
	const auto day = numberOf(_context.pages().dayAt(zoneOfCompany(sql.tenant()), at));
	if (auto added = count_rows::add(sql, person.value, day, counts); !added) return added;
	return count_rows::add(sql, "", day, counts);
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("statistics.add: ") + e.what());
}

Result<Comparison> StatisticsBook::compare(const TenantId& tenant, const Period& period, const Wanted& wanted) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<Comparison> {
		Comparison out;
		for (const auto& id: wanted.people)
			if (auto person = _directory.byId(sql, id)) out.lines.push_back({id, person->name, person->address, {}});
		if (wanted.people.empty())
		{
			auto list = _directory.find(sql, {.search = wanted.search, .after = wanted.before, .limit = wanted.limit});
			if (!list) return list.error();
			for (auto& each: list->people)
				out.lines.push_back({each.id, std::move(each.name), std::move(each.address), {}});
			out.next = std::move(list->next);
		}
		std::vector<std::string> ids{""};
		for (const auto& line: out.lines) ids.push_back(line.id.value);
		auto sums = count_rows::sums(sql, ids, period);
		if (!sums) return sums.error();
		out.company = (*sums)[""];
		for (auto& line: out.lines) line.counts = (*sums)[line.id.value];
		return out;
	});
}

Result<std::map<std::int64_t, Counts>> StatisticsBook::days(
	const TenantId& tenant, const Period& period, const std::vector<UserId>& people) const
{
	std::vector<std::string> ids;
	for (const auto& each: people) ids.push_back(each.value);
	if (ids.empty()) ids.emplace_back();
	return _context.store().read(tenant, [&](Sql& sql) { return count_rows::days(sql, ids, period); });
}

}
