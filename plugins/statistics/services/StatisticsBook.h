// Counts what people do, and compares them over any days.
#pragma once
#include "domain/Period.h"
#include "sx/directory/Directory.h"
#include "sx/statistics/Counters.h"

#include <map>

namespace sx::statistics {

/// Is one person with what they did; the id is empty for the whole company.
struct Line
{
	UserId id;
	std::string name, address;
	Counts counts;
};

/// Holds a part of a comparison.
struct Comparison
{
	Counts company;  // everybody
	std::vector<Line> lines;
	std::string next{};  // where the list of people continues; empty: it ends
};

/// Says who is compared.
struct Wanted
{
	std::vector<UserId> people{};  // empty: everybody, in order of their names
	std::string search{};          // part of a name or an address; of everybody
	std::string before{};          // Comparison::next of the part before
	int limit = 50;
};

/// Implements statistics.counters/1. [any thread]
class StatisticsBook final: public Counters
{
public:
	explicit StatisticsBook(const Context& context):
		_context(context), _tenants(*context.find<TenantSource>()), _directory(*context.find<directory::Directory>())
	{
	}

	Result<> add(Sql& sql, const UserId& person, Instant at, const Counts& counts) noexcept override;

	/// Returns a part of a comparison. Errors: Invalid (before).
	Result<Comparison> compare(const TenantId& tenant, const Period& period, const Wanted& wanted) const;
	/// Returns the counts of each day: of these people together, or of the whole company without any.
	Result<std::map<std::int64_t, Counts>> days(
		const TenantId& tenant, const Period& period, const std::vector<UserId>& people) const;

	/// Returns the day that it is now for a company.
	Day today(const TenantId& tenant) const;

private:
	std::string zoneOfCompany(const TenantId& tenant) const;

	const Context& _context;
	const TenantSource& _tenants;
	const directory::Directory& _directory;
};

}
