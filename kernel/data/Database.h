// The one way to the database: SQLite out of the box, PostgreSQL by another URL.
#pragma once
#include "sx/sql.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace sx::data {

class Engine;
class PluginStore;

struct DatabaseOptions
{
	int readers = 8;                                   // SQLite: sessions that read at the same time
	int minSessions = 8;                               // PostgreSQL: kept open
	int maxSessions = 32;                              // PostgreSQL: at most
	std::chrono::milliseconds busyTimeout{10'000};     // SQLite: wait for another process's write
	std::chrono::milliseconds sessionTimeout{10'000};  // wait for a free session, then Unavailable
	std::chrono::seconds statementTimeout{30};         // PostgreSQL: one statement at most
	int checkpointPages = 1000;                        // SQLite: length of the log that starts a checkpoint
};

/// An open database. Stores borrow it: destroy them first. [any thread]
class Database
{
public:
	/// url: `sqlite:/path/to/file` (made with mode 0600 when missing), or `postgresql://user:password@host:port/name`;
	/// the password is never logged and never part of an error.
	/// Errors: Invalid (URL), Unavailable (no server, no folder), Internal (schema of the kernel).
	static Result<std::unique_ptr<Database>> open(const std::string& url, const DatabaseOptions& options = {}) noexcept;
	/// Waits for running work; what was queued is written first.
	~Database();
	Database(const Database&) = delete;
	Database& operator=(const Database&) = delete;

	/// The store of one plugin (or of a kernel part: "kernel.jobs"); the id stands in error details.
	std::unique_ptr<PluginStore> storeFor(std::string pluginId);

	/// Applies what is missing of `0001_name.sql`, `0002_…`; a file may be split in `0001_name.sqlite.sql` and
	/// `0001_name.postgresql.sql`. Each in a transaction of its own, recorded with its checksum; several nodes that
	/// start at once do it once. A missing folder is no migration at all. Errors: Invalid (a gap, a name, an applied
	/// file that changed or vanished), Internal (wrong SQL), Unavailable, Full.
	Result<> migrate(std::string_view pluginId, const std::filesystem::path& folder) noexcept;

	/// One read of one row, for readiness. Errors: Unavailable.
	Result<> check() noexcept;
	bool isPostgres() const noexcept;
	/// `sqlite:/path` or `postgresql://host:port/name`, without user and password. For logs.
	std::string description() const;

private:
	explicit Database(std::unique_ptr<Engine> engine);
	std::unique_ptr<Engine> _engine;
};

/// One plugin's way in. Valid while the database lives. [any thread]
class PluginStore final: public sx::Store
{
public:
	PluginStore(Engine& engine, std::string pluginId): _engine(engine), _pluginId(std::move(pluginId)) {}
	Result<SqlRows> writeOne(const TenantId& tenant, std::string_view text, const SqlValues& values) noexcept override;
	bool isPostgres() const noexcept override;

protected:
	Result<> transact(const TenantId& tenant, std::string_view why, bool writes, const Work& work) noexcept override;

private:
	Engine& _engine;
	std::string _pluginId;
};

}
