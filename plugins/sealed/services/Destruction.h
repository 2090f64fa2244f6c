// Destroys items: shares, then rows, then blobs, then the receipt (protocol.md section 6).
#pragma once
#include "services/ItemQuotas.h"
#include "services/LeaseWatch.h"
#include "services/RegisterWriter.h"
#include "store/DestructionRows.h"

namespace sx::sealed {

// Name the kinds of lines in the destruction log, whose subjects are ITEM/CAUSE and ITEM/GRANT.
inline constexpr std::string_view kDestroyedItem = "sealed.item";
inline constexpr std::string_view kDestroyedEvent = "sealed.destroyed";  // the journal's
inline constexpr std::string_view kDestroyedGrant = "sealed.grant";

/// Destroys items in idempotent steps; after a crash, a job resumes where it stopped. [any thread]
class Destruction
{
public:
	Destruction(const Services& services, const RegisterWriter& events, LeaseWatch& watch, const ItemQuotas& quotas):
		_services(services), _register(events), _watch(watch), _quotas(quotas)
	{
	}

	/// Takes the first step, in the caller's transaction: once it is committed nothing opens. Returns false if it had
	/// been taken already.
	Result<bool> order(Sql& sql, const ItemId& item, Cause cause, const UserId& by = {}) const noexcept;
	/// Takes the other steps. Succeeds if all were taken already.
	Result<> run(const TenantId& tenant, const ItemId& item) const noexcept;
	/// Takes the other steps, or leaves them to the job with a line in the log.
	void runNow(const TenantId& tenant, const ItemId& item) const noexcept;
	/// Does the same for many items, each step for all of them before the next one.
	void runNow(const std::vector<std::pair<TenantId, ItemId>>& items) const noexcept;
	/// Closes a grant if it is used up, and orders the item's destruction if it was the last one. Returns true if the
	/// destruction was ordered.
	Result<bool> closeGrant(
		Sql& sql, const ItemId& item, const GrantId& grant, Cause cause = Cause::UsedUp) const noexcept;

	/// Repeats a destruction after a restore, with the time `at` that the destruction log has for it.
	Result<> destroyAgain(const TenantId& tenant, std::string_view subject, Instant at) const noexcept;
	/// Repeats the closing of a grant after a restore, with the time `at` that the destruction log has for it.
	Result<> closeAgain(const TenantId& tenant, std::string_view subject, Instant at) const noexcept;
	/// Runs the job sealed.destroy {item}.
	Result<> runJob(const Job& job) const noexcept;
	/// Runs the schedule sealed.sweep: destroys expired items and abandoned drafts, and closes grants whose leases
	/// ended.
	Result<> sweep() const noexcept;

private:
	Result<bool> orderAt(Sql& sql, const ItemId& item, Cause cause, Instant at, const UserId& by) const;
	/// Sweeps one bounded batch. Returns how many items and grants were due.
	Result<int> sweepSome() const;
	/// Erases everything of an ordered item but its row. Returns false if its receipt is written already.
	Result<bool> eraseAll(const TenantId& tenant, const ItemId& item) const noexcept;
	/// Makes what was erased durable: the destruction log has it, and the database's own log has lost it.
	Result<> settle() const noexcept;
	Result<> eraseSecrets(const TenantId& tenant, const ItemId& item) const;
	Result<> writeReceipt(const TenantId& tenant, const ItemId& item) const noexcept;
	Result<> appendReceipt(Sql& sql, const Item& item) const;

	const Services& _services;
	const RegisterWriter& _register;
	LeaseWatch& _watch;
	const ItemQuotas& _quotas;
};

}
