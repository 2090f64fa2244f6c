// What outlives a backup: destructions that came after it are done again before a restored server answers.
#pragma once
#include "sx/sql.h"

#include <string_view>

namespace sx {

/// Keeps, outside the database, what was destroyed: names only, never content. Found with Context::find; the kernel
/// provides it, so no plugin.yaml names it. [any thread] Since: SDK 1.0
class Destructions
{
public:
	static constexpr std::string_view kId = "kernel.destructions/1";
	/// Notes one within the transaction that destroys; it is in the log soon after the commit. kind: the name under
	/// which the plugin provides DestroysAgain ("messages.message"); subject: what only that plugin reads, at most 500
	/// bytes. [its thread]
	virtual Result<> note(Sql& sql, std::string_view kind, std::string_view subject) noexcept = 0;
	/// Comes back when all that was noted in committed transactions is durable in the log: call it before a destruction
	/// is acknowledged. Errors: Full, Unavailable; the notes are kept and tried again.
	virtual Result<> settle() noexcept = 0;
protected:
	~Destructions() = default;
};

/// Extension point, provided under the kind as its name. Since: SDK 1.0
class DestroysAgain
{
public:
	static constexpr std::string_view kId = "kernel.destroys_again/1";
	/// Destroys what a restored backup brought back; success too when it is not there. at: when it was destroyed first.
	/// Runs before the server answers anybody. [main thread, after start()]
	virtual Result<> destroyAgain(const TenantId& tenant, std::string_view subject, Instant at) noexcept = 0;
protected:
	~DestroysAgain() = default;
};

}
