// Stores subscriptions, their ledger, and who has a licence.
#pragma once
#include "sx/enums.h"
#include "sx/licensing/Ledger.h"

namespace sx::licensing {

/// Is a person's licence.
struct Licence
{
	UserId user;
	std::string plan;
	Instant since{};
};

inline constexpr auto kPeriods = enumWords<Period>({{Period::Month, "month"}, {Period::Year, "year"}});
inline constexpr auto kStandings = enumWords<Standing>({{Standing::Trial, "trial"},
	{Standing::Active, "active"},
	{Standing::PastDue, "past_due"},
	{Standing::ReadOnly, "read_only"},
	{Standing::Ended, "ended"}});

namespace licence_rows {

/// Begins a subscription, or replaces its terms. The ledger stays.
Result<> putSubscription(Sql& sql, const Subscription& subscription);
/// Returns the transaction's company's subscription. Errors: Missing.
Result<Subscription> subscription(Sql& sql);
/// Does the same, and holds the subscription until the transaction ends. Errors: Missing.
Result<Subscription> hold(Sql& sql);
/// Holds the subscription until the transaction ends, so that two people cannot take the last seat, and appends to its
/// ledger. Errors: Missing (no subscription).
Result<> append(Sql& sql, const Entry& entry);
/// Counts seats by plan, of every plan that the ledger or a licence names.
Result<std::vector<Seats>> seats(Sql& sql);
/// Returns what the company owes, in cents.
Result<std::int64_t> balance(Sql& sql);
/// Returns an invoice's entries, in order.
Result<std::vector<Entry>> ofInvoice(Sql& sql, std::string_view invoice);
/// Lists companies to whose subscription something is due, the longest due first.
Result<std::vector<TenantId>> due(Sql& sql, Instant now, int limit);
/// Returns a person's licence; nullopt: none.
Result<std::optional<Licence>> licenceOf(Sql& sql, const UserId& user);
/// Gives a person a licence, or changes its plan.
Result<> put(Sql& sql, const Licence& licence);
Result<> remove(Sql& sql, const UserId& user);
/// Moves every licence of a plan to another plan, and returns whose they are.
Result<std::vector<UserId>> move(Sql& sql, std::string_view from, std::string_view to);
/// Lists licences by person, after a person's id.
Result<std::vector<Licence>> list(Sql& sql, const UserId& after, int limit);

}

}
