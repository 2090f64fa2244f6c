// Says what a person may do under the plan of their licence, and counts what a plan limits by the month (row E1).
#pragma once
#include "sx/licensing/Plans.h"
#include "sx/sql.h"

#include <optional>

namespace sx::licensing {

// Names of the catalogue (config/plans.yaml) that the product's own plugins ask for.
inline constexpr std::string_view kSmsGate = "sms_gate", kProtectedReplies = "protected_replies";
inline constexpr std::string_view kApiRequestsMonth = "api_requests_month", kFileBytes = "file_bytes";

/// Says how a person stands with their company's subscription.
enum class Coverage {
	Free,        // the company has no subscription, and no plan restricts anybody
	Licensed,    // they have a licence of the subscription
	Unlicensed,  // the company has a subscription, and they have no licence of it: they read and receive
	Ended        // the subscription has ended: everybody reads and receives
};

/// Holds what a person may do. plan: of their licence; nullptr: they have none. limits: the plan whose limits hold for
/// them; who has no licence has those of the smallest plan.
struct Entitlement
{
	Coverage coverage = Coverage::Free;
	const Plan* plan = nullptr;
	const Plan* limits = nullptr;
	std::optional<Instant> ends{};  // when the subscription's period ends; nothing: there is no subscription

	/// Tells whether they may send.
	bool maySend() const noexcept { return coverage == Coverage::Free || coverage == Coverage::Licensed; }
	/// Tells whether their plan gives a feature.
	bool has(std::string_view feature) const noexcept
	{
		if (coverage == Coverage::Free) return true;
		if (plan)
			for (const auto& each: plan->features)
				if (each == feature) return true;
		return false;
	}
	/// Returns how much of a limit they have; nothing: as much as the deployment allows.
	std::optional<std::int64_t> limitOf(std::string_view limit) const noexcept
	{
		if (!limits) return std::nullopt;
		const auto found = limits->limits.find(limit);
		return found == limits->limits.end() ? std::nullopt : std::optional(found->second);
	}
};

/// Answers "may this person, and how much". Plugins ask where a thing is done, in the transaction that does it; pages
/// ask beforehand and show what would allow it. Errors of the checks carry words for the person, which name the plan
/// that would do, its price and who may give it; extra has "plan", "plan_name" and "price" (cents a month). [any
/// thread; Sql: its thread]
class Entitlements
{
public:
	static constexpr std::string_view kId = "licensing.entitlements/1";

	/// Returns what a person may do now; one statement.
	virtual Result<Entitlement> of(Sql& sql, const UserId& user) const noexcept = 0;
	/// Returns what a person may do now, in a transaction of its own.
	virtual Result<Entitlement> of(const TenantId& tenant, const UserId& user) const noexcept = 0;

	/// Checks that a person may send. Errors: Denied `no_licence` or `subscription_ended`.
	virtual Result<> checkSending(const Entitlement& person) const noexcept = 0;
	/// Checks that a person's plan gives a feature. Errors: Denied `not_in_plan` (extra also: feature).
	virtual Result<> checkFeature(const Entitlement& person, std::string_view feature) const noexcept = 0;
	/// Checks that a person's plan gives a gate: NAME needs the feature `NAME_gate`, where the catalogue has it.
	/// Errors: those of checkFeature().
	virtual Result<> checkGate(const Entitlement& person, std::string_view gate) const noexcept = 0;
	/// Checks that an amount is within a limit of a person's plan. Errors: TooLarge `plan_limit` (extra also: limit,
	/// max).
	virtual Result<> checkAmount(
		const Entitlement& person, std::string_view limit, std::int64_t amount) const noexcept = 0;
	/// Returns the words of such an error, for a page that shows beforehand what it would refuse.
	virtual std::string explain(const Language& language, const Error& refusal) const = 0;
	/// Returns which plan gives more of a limit than the person's does, in words; empty: none does, or the person has
	/// no plan.
	virtual std::string moreOf(const Language& language, const Entitlement& person, std::string_view limit) const = 0;

	/// Takes one from what a person's plan gives for a month of the calendar (UTC), in a transaction of its own: exact
	/// however many ask at once, on however many servers. Takes nothing from who has no such limit. Errors: Limited
	/// `quota_LIMIT` (extra also: limit, retry_after, renews).
	virtual Result<> spend(const TenantId& tenant, const UserId& user, std::string_view limit) const noexcept = 0;
	/// Returns how much a person has used of a limit this month.
	virtual Result<std::int64_t> usedOf(
		const TenantId& tenant, const UserId& user, std::string_view limit) const noexcept = 0;
protected:
	~Entitlements() = default;
};

}
