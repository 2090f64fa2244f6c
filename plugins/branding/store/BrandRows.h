// Reads and writes versions, files and own names of brands.
#pragma once
#include "domain/Brand.h"
#include "sx/kit.h"
#include "sx/sql.h"

#include <optional>
#include <set>

namespace sx::branding {

/// Is a version of a company's brand.
struct Version
{
	std::int64_t number = 0;  // 0: the company has not made any
	Instant made{};
	UserId user{};
	std::string userName{};
	Brand brand{};
	std::int64_t undone = 0;  // the version that this one returns to; 0: none
};

/// Is a name of the company's own, which its portal has once it is proved.
struct OwnHost
{
	std::string host, proof;
	Instant made{};
	std::optional<Instant> proved{}, seen{}, checked{};
};

/// Queries the database. [its thread]
namespace rows {

/// Returns the version in force; nothing: none was made.
Result<std::optional<Version>> newest(Sql& sql, const Json& json);
/// Errors: Missing.
Result<Version> version(Sql& sql, const Json& json, std::int64_t number);
/// Lists versions, the newest first, before a number (0: from the newest).
Result<std::vector<Version>> versions(Sql& sql, const Json& json, std::int64_t before, int limit);
/// Errors: Conflict (the number is taken).
Result<> add(Sql& sql, const Json& json, const Version& version);
/// Deletes versions up to a number.
Result<> forgetUpTo(Sql& sql, std::int64_t number);

/// Stores a file; does nothing if it is there.
Result<> putFile(Sql& sql, const std::string& name, std::string_view bytes, Instant now);
/// Errors: Missing.
Result<std::string> file(Sql& sql, const std::string& name);
Result<std::int64_t> fileCount(Sql& sql);
/// Deletes files that are older than a moment, and not among those to keep.
Result<> forgetFiles(Sql& sql, Instant before, const std::set<std::string>& kept);

Result<std::vector<OwnHost>> hosts(Sql& sql);
/// Errors: Missing.
Result<OwnHost> host(Sql& sql, const std::string& name);
/// Does nothing if it is there.
Result<> addHost(Sql& sql, const OwnHost& host);
Result<> changeHost(Sql& sql, const OwnHost& host);
/// Errors: Missing.
Result<> removeHost(Sql& sql, const std::string& name);
/// Returns proved names that nobody has looked at since a moment, in a transaction of all tenants.
Result<std::vector<std::pair<TenantId, std::string>>> hostsDue(Sql& sql, Instant before, int limit);

}

}
