// Destroys messages: shares, then rows, then blobs, then the receipt.
#pragma once
#include "domain/State.h"
#include "handlers/Services.h"
#include "store/DestructionRows.h"

namespace sx::messages {

// Kinds in the destruction log; their subjects: MESSAGE/CAUSE and MESSAGE/GRANT.
inline constexpr std::string_view kDestroyedMessage = "messages.message";
inline constexpr std::string_view kDestroyedGrant = "messages.grant";

/// Every step may run again after a crash; a job goes on where it stopped. [any thread]
class Destroyer
{
public:
	explicit Destroyer(const Services& services): _services(services) {}

	/// First step, in the caller's transaction: from its commit on nothing opens. False: it had begun already.
	Result<bool> order(Sql& sql, const MessageId& message, Cause cause, const UserId& by = {}) const noexcept;
	/// The other steps. No error when all was done already.
	Result<> run(const TenantId& tenant, const MessageId& message) const noexcept;
	/// After a restore: what a line of the destruction log says happened at that time.
	Result<> destroyAgain(const TenantId& tenant, std::string_view subject, Instant at) const noexcept;
	Result<> closeAgain(const TenantId& tenant, std::string_view subject, Instant at) const noexcept;
	/// Job messages.destroy {message}.
	Result<> runJob(const Job& job) const noexcept;
	/// Schedule messages.sweep: expired messages, ended leases, abandoned drafts.
	Result<> sweep() const noexcept;
	/// A grant that may be used up: closes it, and orders the message's destruction when it was the last. True:
	/// ordered.
	Result<bool> closeGrant(
		Sql& sql, const MessageId& message, const GrantId& grant, Cause cause = Cause::UsedUp) const noexcept;

private:
	Result<bool> orderAt(Sql& sql, const MessageId& message, Cause cause, Instant at, const UserId& by) const;
	/// How many were due.
	Result<int> sweepSome() const;
	Result<> eraseSecrets(const TenantId& tenant, const MessageId& message) const;
	Result<> writeReceipt(const TenantId& tenant, const MessageId& message) const;
	Result<> appendReceipt(Sql& sql, const MessageRow& message) const;

	const Services& _services;
};

}
