// Keeps what companies have bought, owe and have paid: one append-only ledger a company, in cents and seats (row J11).
#pragma once
#include "sx/licensing/Plans.h"
#include "sx/sql.h"

#include <optional>

namespace sx::licensing {

/// Says where a subscription stands.
enum class Standing {
	Trial,     // free until its end
	Active,    // paid, or not due yet
	PastDue,   // a payment was refused and is tried again; everything works
	ReadOnly,  // nobody sends; everything can be read
	Ended      // as ReadOnly, and nothing is billed any more
};

/// Tells whether people with a licence may send.
constexpr bool maySend(Standing standing) noexcept
{
	return standing != Standing::ReadOnly && standing != Standing::Ended;
}

/// Holds seats by plan.
using SeatsByPlan = std::map<std::string, std::int64_t, std::less<>>;

/// Describes a company's subscription.
struct Subscription
{
	Period period = Period::Month;
	Period nextPeriod = Period::Month;  // from the next renewal on
	Standing standing = Standing::Active;
	Instant started{}, ends{};  // of the period that runs
	Instant due{};              // when something happens next: a mail, a renewal, a retry, the end
	bool endsThen = false;      // it is cancelled: it is not renewed when the period ends
	SeatsByPlan planned{};      // seats from the next renewal on, of the plans of which they change
	std::int64_t entries = 0;   // of its ledger
};

/// Is one entry of the ledger. What a company has of a plan is the sum of `seats`, what it owes is the sum of `amount`,
/// and an invoice's total is that of its entries but the payments.
struct Entry
{
	Instant at{};
	std::string kind;  // "bought", "removed", "renewed", "unused", "discount", "tax", "paid", "credited", "assigned",
	                   // "changed", "revoked" or "transferred"
	std::string plan;  // its id; of a tax, its name
	std::int64_t seats = 0;
	std::int64_t amount = 0;  // cents
	std::string invoice{};    // id; empty: of none
	std::string reference{};  // of a payment: the gateway's
	UserId user{}, actor{};
};

/// Counts the seats of one plan.
struct Seats
{
	std::string plan;
	std::int64_t bought = 0, assigned = 0;
};

/// Reads and writes subscriptions and their ledgers, for the plugin that bills them. The company is the transaction's.
/// [the transaction's thread, unless said otherwise]
class Ledger
{
public:
	static constexpr std::string_view kId = "licensing.ledger/1";
	/// Returns the subscription. Errors: Missing (the company has none).
	virtual Result<Subscription> subscription(Sql& sql) const noexcept = 0;
	/// Does the same, and holds the subscription until the transaction ends, so that nobody else changes it, its seats
	/// or its licences. Errors: Missing.
	virtual Result<Subscription> hold(Sql& sql) noexcept = 0;
	/// Begins a subscription, or replaces its terms. The ledger stays.
	virtual Result<> put(Sql& sql, const Subscription& subscription) noexcept = 0;
	/// Appends an entry. Errors: Missing (no subscription).
	virtual Result<> append(Sql& sql, const Entry& entry) noexcept = 0;
	/// Counts seats by plan, of every plan that the ledger or a licence names.
	virtual Result<std::vector<Seats>> seats(Sql& sql) const noexcept = 0;
	/// Returns what the company owes, in cents; negative: what it has paid too much.
	virtual Result<std::int64_t> balance(Sql& sql) const noexcept = 0;
	/// Returns an invoice's entries, in order, its payments included.
	virtual Result<std::vector<Entry>> ofInvoice(Sql& sql, std::string_view invoice) const noexcept = 0;
	/// Gives a person a licence without telling them, as an order and the demonstration do; the caller has counted
	/// seats.
	virtual Result<> assign(Sql& sql, const UserId& user, const std::string& plan, Instant at) noexcept = 0;
	/// Moves every licence of a plan to another plan, as an upgrade of all its seats does.
	virtual Result<> moveLicences(Sql& sql, const std::string& from, const std::string& to, Instant at) noexcept = 0;
	/// Lists companies to whose subscription something is due, the longest due first. [any thread]
	virtual Result<std::vector<TenantId>> due(Instant now, int limit) const noexcept = 0;
protected:
	~Ledger() = default;
};

}
