// Reads and writes the rows of companies and their hosts.
#pragma once
#include "sx/directory/Directory.h"

#include <string>
#include <vector>

namespace sx::directory {

/// Holds a company as it is stored.
struct TenantRow
{
	TenantId id;
	std::string name;
	Language language;
	std::string timeZone;
	Value brand;
	std::vector<std::string> hosts;  // in their order; links use the first
};

/// Changes whenever a company is added or changed: how many there are, and when the latest change was.
struct TenantMark
{
	std::int64_t count = 0;
	std::int64_t changed = 0;
	bool operator==(const TenantMark&) const = default;
};

/// Queries the database. [its thread]
namespace tenants {

/// Inserts a company, in a transaction of the new tenant. Errors: Conflict (a host is taken).
Result<> add(Sql& sql, const Json& json, const NewTenant& tenant, Instant now);
/// Returns every company, in a transaction of all tenants.
Result<std::vector<TenantRow>> all(Sql& sql, const Json& json);
/// Returns the mark of all companies, in a transaction of all tenants.
Result<TenantMark> mark(Sql& sql);

}

}
