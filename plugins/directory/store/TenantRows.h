// Reads and writes the rows of companies and their hosts.
#pragma once
#include "sx/directory/Directory.h"

#include <map>
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
	std::vector<std::string> hosts{};  // in their order; links use the first
	std::int64_t changed = 0;          // greater after every change
};

/// Changes whenever a company is added or changed: how many there are, and the sum of their `changed`.
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
/// Replaces name, brand and hosts of a company that is there. Errors: Conflict with field "hosts" (a host is taken).
Result<> change(Sql& sql, const Json& json, const NewTenant& tenant, Instant now);
/// Returns the transaction's company. Errors: Missing.
Result<TenantRow> find(Sql& sql, const Json& json);
/// Returns every company, in a transaction of all tenants.
Result<std::vector<TenantRow>> all(Sql& sql, const Json& json);
/// Returns `changed` of every company by its id, in a transaction of all tenants.
Result<std::map<std::string, std::int64_t>> changes(Sql& sql);
/// Returns the mark of all companies, in a transaction of all tenants.
Result<TenantMark> mark(Sql& sql);

}

}
