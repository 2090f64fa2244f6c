// Opens the database, the only way to it: SQLite by default, PostgreSQL by another URL.
#pragma once
#include "sx/sql.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace sx::data {

class Engine;
class PluginStore;

/// Sets limits and timeouts.
struct DatabaseOptions
{
	int readers = 8;                                   // SQLite: sessions that may read at the same time
	int minSessions = 8;                               // PostgreSQL: kept open
	int maxSessions = 32;                              // PostgreSQL: open at most
	std::chrono::milliseconds busyTimeout{10'000};     // SQLite: how long to wait for another process's write
	std::chrono::milliseconds sessionTimeout{10'000};  // how long to wait for a free session, then Unavailable
	std::chrono::seconds statementTimeout{30};         // PostgreSQL: the longest that one statement may take
	int checkpointPages = 1000;                        // SQLite: pages in the WAL that start a checkpoint
	std::chrono::milliseconds purgePatience{5'000};    // SQLite: how long purge() tries
	/// Hears each plugin's text that a session prepares, so that tests can collect them. [any thread]
	std::function<void(std::string_view text)> onStatement{};
};

/// Tells whether what goes to a database stays on this machine or is encrypted; PGHOST and PGSSLMODE count. url: as
/// Database::open takes it. [any thread]
bool isProtected(const std::string& url);

/// Holds an open database. Stores borrow it: destroy them first. [any thread]
class Database
{
public:
	/// Opens a database. url: `sqlite:/path/to/file` (made with mode 0600 when missing), or
	/// `postgresql://user:password@host:port/name`; the password is never logged and never part of an error. Errors:
	/// Invalid (URL), Unavailable (no server, no folder), Internal (the database cannot be set up).
	static Result<std::unique_ptr<Database>> open(const std::string& url, const DatabaseOptions& options = {}) noexcept;
	/// Waits for running work; queued writes are still performed.
	~Database();
	Database(const Database&) = delete;
	Database& operator=(const Database&) = delete;

	/// Returns the store of one plugin (or of a kernel part: "kernel.jobs"); error details name the id.
	std::unique_ptr<PluginStore> storeFor(std::string pluginId);

	/// Applies those of `0001_name.sql`, `0002_…` that have not been applied yet; a file may be split into
	/// `0001_name.sqlite.sql` and `0001_name.postgresql.sql`. Each runs in a transaction of its own and is recorded
	/// with its checksum; when several nodes start at once, only one applies it. A missing folder counts as no
	/// migrations. Errors: Invalid (a gap, a name, an applied file that changed or vanished), Internal (wrong SQL),
	/// Unavailable, Full.
	Result<> migrate(std::string_view pluginId, const std::filesystem::path& folder) noexcept;

	/// Tells the planner how the rows are spread (docs/decisions/statistics.md). SQLite: examines every table, each in
	/// a short write of its own. PostgreSQL: examines what nobody has since a restore or an import; autovacuum does the
	/// rest. Errors: Unavailable, Full.
	Result<> refreshStatistics() noexcept;
	/// Tells whether the statistics follow the rows: false if PostgreSQL's autovacuum is off. Errors: Unavailable.
	Result<bool> keepsStatistics() noexcept;

	/// SQLite: writes the log (WAL) back and truncates it, so that what committed transactions deleted stands in no
	/// file; readers and writers go on meanwhile, except for moments. PostgreSQL: does nothing. Errors: Unavailable
	/// (somebody has been reading one moment of the database for longer than `purgePatience`, as a backup does).
	Result<> purge() noexcept;

	/// Runs `SELECT 1`, for readiness. Errors: Unavailable.
	Result<> check() noexcept;
	bool isPostgres() const noexcept;
	/// Returns `sqlite:/path` or `postgresql://host:port/name`, without user and password, for logs.
	std::string description() const;

private:
	explicit Database(std::unique_ptr<Engine> engine);
	std::unique_ptr<Engine> _engine;
};

/// Gives one plugin access to the database. Valid while the database lives. [any thread]
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
