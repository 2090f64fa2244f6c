// Companies and their hosts.
#pragma once
#include "domain/People.h"
#include "sx/plugin.h"

#include <optional>
#include <string>
#include <vector>

namespace directory {

/// A company as it is kept.
struct TenantRow
{
	sx::TenantId id;
	std::string name;
	sx::Language language;
	std::string timeZone;
	sx::Value brand;
	std::vector<std::string> hosts;  // in their order; the first is the one of its links
};

/// What changes whenever a company does.
struct TenantMark
{
	std::int64_t count = 0;
	std::int64_t changed = 0;
	bool operator==(const TenantMark&) const = default;
};

/// SQL about companies; each function runs in the caller's transaction. [its thread]
class TenantStore
{
public:
	explicit TenantStore(const sx::Json& json): _json(json) {}

	/// In a transaction of that tenant. Errors: Conflict (a host is taken).
	sx::Result<> add(sx::Sql& sql, const sx::directory::NewTenant& tenant, sx::Instant now) const;
	/// In a transaction of all tenants.
	sx::Result<std::vector<TenantRow>> all(sx::Sql& sql) const;
	sx::Result<TenantMark> mark(sx::Sql& sql) const;

private:
	const sx::Json& _json;
};

}
