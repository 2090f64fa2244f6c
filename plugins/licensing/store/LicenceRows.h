// Stores subscriptions, their ledger, and who has a licence.
#pragma once
#include "sx/licensing/Plans.h"
#include "sx/sql.h"

#include <optional>

namespace sx::licensing {

/// Describes a company's subscription.
struct Subscription
{
	std::string period;  // "month" or "year"
	Instant started{}, ends{};
	std::int64_t entries = 0;  // of its ledger
};

/// Is one entry of the ledger. kind: "bought", "assigned", "changed", "revoked" or "transferred".
struct Entry
{
	Instant at{};
	std::string kind, plan;
	std::int64_t seats = 0;
	UserId user{}, actor{};
};

/// Is a person's licence.
struct Licence
{
	UserId user;
	std::string plan;
	Instant since{};
};

/// Counts the seats of one plan.
struct Seats
{
	std::string plan;
	std::int64_t bought = 0, assigned = 0;
};

namespace licence_rows {

/// Begins a subscription, or replaces its period and end. The ledger stays.
Result<> putSubscription(Sql& sql, const Subscription& subscription);
/// Returns the transaction's company's subscription. Errors: Missing.
Result<Subscription> subscription(Sql& sql);
/// Holds the subscription until the transaction ends, so that two people cannot take the last seat, and appends to its
/// ledger. Errors: Missing (no subscription).
Result<> append(Sql& sql, const Entry& entry);
/// Counts seats by plan, of every plan that the ledger or a licence names.
Result<std::vector<Seats>> seats(Sql& sql);
/// Returns a person's licence; nullopt: none.
Result<std::optional<Licence>> licenceOf(Sql& sql, const UserId& user);
/// Gives a person a licence, or changes its plan.
Result<> put(Sql& sql, const Licence& licence);
Result<> remove(Sql& sql, const UserId& user);
/// Lists licences by person, after a person's id.
Result<std::vector<Licence>> list(Sql& sql, const UserId& after, int limit);

}

}
