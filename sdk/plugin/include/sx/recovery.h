// Declares how destructions outlive a backup: those made after it are repeated before a restored server answers.
#pragma once
#include "sx/sql.h"

#include <string_view>

namespace sx {

/// Keeps outside the database what was destroyed: names only, never content. Found with Context::find; the kernel
/// provides it, so no plugin.yaml names it. [any thread] Since: SDK 1.0
class Destructions
{
public:
	static constexpr std::string_view kId = "kernel.destructions/1";
	/// Notes a destruction within the transaction that destroys; it reaches the log soon after the commit. kind: the
	/// name under which the plugin provides DestroysAgain ("sealed.item"); subject: read by that plugin alone, at
	/// most 500 bytes. [its thread]
	virtual Result<> note(Sql& sql, std::string_view kind, std::string_view subject) noexcept = 0;
	/// Returns once every note of a committed transaction is durable in the log; call it before acknowledging a
	/// destruction. Errors: Full, Unavailable; the notes are kept and retried.
	virtual Result<> settle() noexcept = 0;
	/// Returns the subjects that the log holds of a tenant under a kind, in order, since the last restore; it reads and
	/// verifies the whole log. Errors: Missing (there is no log), Invalid (a line was changed or removed).
	virtual Result<std::vector<std::string>> subjects(const TenantId& tenant, std::string_view kind) const noexcept = 0;
	/// Returns once what committed transactions have deleted stands in no file of an SQLite database: its log is
	/// written back and truncated, however busy the server is. On PostgreSQL it returns at once; docs/security.md says
	/// what its files keep. Call it before acknowledging a destruction, outside any transaction. Errors: Unavailable
	/// (something has been reading for too long, such as a backup: ask again).
	virtual Result<> purge() noexcept = 0;
protected:
	~Destructions() = default;
};

/// Repeats destructions after a restore. An extension point, provided with the kind as its name. Since: SDK 1.0
class DestroysAgain
{
public:
	static constexpr std::string_view kId = "kernel.destroys_again/1";
	/// Destroys what a restored backup brought back; succeeds if it is not there. at: when it was first destroyed. Runs
	/// before the server answers any request. [main thread, after start()]
	virtual Result<> destroyAgain(const TenantId& tenant, std::string_view subject, Instant at) noexcept = 0;
protected:
	~DestroysAgain() = default;
};

}
