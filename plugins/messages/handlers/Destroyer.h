// Destroys messages: shares, then rows, then blobs, then the receipt.
#pragma once
#include "domain/State.h"
#include "handlers/Services.h"
#include "store/DestructionRows.h"

namespace sx::messages {

// Name the kinds of lines in the destruction log, whose subjects are MESSAGE/CAUSE and MESSAGE/GRANT.
inline constexpr std::string_view kDestroyedMessage = "messages.message";
inline constexpr std::string_view kDestroyedGrant = "messages.grant";

/// Destroys messages in idempotent steps; after a crash, a job resumes where it stopped. [any thread]
class Destroyer
{
public:
	explicit Destroyer(const Services& services): _services(services) {}

	/// Takes the first step, in the caller's transaction: once it is committed nothing opens. Returns false if it had
	/// been taken already.
	Result<bool> order(Sql& sql, const MessageId& message, Cause cause, const UserId& by = {}) const noexcept;
	/// Takes the other steps. Succeeds if all were taken already.
	Result<> run(const TenantId& tenant, const MessageId& message) const noexcept;
	/// Repeats a destruction after a restore, with the time `at` that the destruction log has for it.
	Result<> destroyAgain(const TenantId& tenant, std::string_view subject, Instant at) const noexcept;
	/// Repeats the closing of a grant after a restore, with the time `at` that the destruction log has for it.
	Result<> closeAgain(const TenantId& tenant, std::string_view subject, Instant at) const noexcept;
	/// Runs the job messages.destroy {message}.
	Result<> runJob(const Job& job) const noexcept;
	/// Runs the schedule messages.sweep: destroys expired messages and abandoned drafts, and closes grants whose leases
	/// ended.
	Result<> sweep() const noexcept;
	/// Closes a grant if it is used up, and orders the message's destruction if it was the last one. Returns true if
	/// the destruction was ordered.
	Result<bool> closeGrant(
		Sql& sql, const MessageId& message, const GrantId& grant, Cause cause = Cause::UsedUp) const noexcept;

private:
	Result<bool> orderAt(Sql& sql, const MessageId& message, Cause cause, Instant at, const UserId& by) const;
	/// Sweeps one bounded batch. Returns how many messages and grants were due.
	Result<int> sweepSome() const;
	Result<> eraseSecrets(const TenantId& tenant, const MessageId& message) const;
	Result<> writeReceipt(const TenantId& tenant, const MessageId& message) const;
	Result<> appendReceipt(Sql& sql, const MessageRow& message) const;

	const Services& _services;
};

}
