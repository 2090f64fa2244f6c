// Begins, changes, renews and ends companies' subscriptions, and has them paid (row J11).
#pragma once
#include "domain/Change.h"
#include "services/Invoices.h"
#include "services/SubscriptionMails.h"
#include "sx/audit/Audit.h"
#include "sx/billing/PaymentGateway.h"

#include <set>

namespace sx::billing {

/// Is what a new company has ordered.
struct Order
{
	/// Says how it is paid: not yet, by an invoice, or already.
	enum class How { Trial, OnAccount, Paid };

	// Who sells, who buys, the gateway with its token, and the buyer's time zone, because the company may just be being
	// founded; its anchor is set here.
	Account account;
	std::vector<Item> items;
	licensing::Period period = licensing::Period::Month;
	std::optional<Discount> discount{};
	std::vector<std::pair<UserId, std::string>> licences{};  // who gets one, and of which plan
	How how = How::Trial;
	std::int64_t paid = 0;    // cents that were paid already
	std::string reference{};  // the gateway's, of that payment
	std::string terms{};      // the version of the terms of use that was accepted
};

/// Shows what a change does before it is done.
struct Preview
{
	Change change;
	Bill now{}, renewal{};  // what is due today, and when the period ends
	Instant renews{};
};

/// Is a way to pay that a company has given. method: the gateway's token. card: "Visa 4242". since: when its checkout
/// was begun.
struct KeptMethod
{
	std::string gateway, method{}, card{};
	Instant since{};
};

/// Shows a company its subscription.
struct Overview
{
	licensing::Subscription subscription;
	std::vector<licensing::Seats> seats;  // in the order of the catalogue
	std::optional<Account> account;       // nothing: the operator gave the seats, and nothing is billed
	std::int64_t balance = 0;             // what is owed, in cents
	Bill renewal{};                       // what is due when the period ends; empty if it is not renewed
};

/// Keeps subscriptions that are billed. Seats, invoices and balance follow from one ledger (licensing.ledger/1), in
/// which each change is one transaction; money is taken outside of it, by a job. [any thread]
class Subscriptions
{
public:
	static constexpr const char* kCollect = "billing.collect";  // the job

	/// outbox, journal: may be null.
	Subscriptions(const Context& context,
		const licensing::Plans& plans,
		licensing::Ledger& ledger,
		const TaxTable& taxes,
		const Invoices& invoices,
		const TenantSource& tenants,
		const directory::Directory& directory,
		audit::Journal* journal,
		mail::Outbox* outbox):
		_context(context),
		_plans(plans), _ledger(ledger), _taxes(taxes), _invoices(invoices), _tenants(tenants), _journal(journal),
		_mails(context, directory, tenants, outbox)
	{
	}

	/// Begins the subscription of the transaction's company, which has none: its seats, licences and first invoice,
	/// which is paid, is to be paid, or is none for a trial. Errors: those of priced(), Invalid with field
	/// "postal_code", Conflict `has_subscription`, `no_seat` (more licences than seats).
	Result<std::optional<Invoice>> begin(Sql& sql, const Order& order, const Caller& by, Instant now) const;

	/// Shows what a change would do now. Errors: those of changed(), Missing (no subscription), Conflict `managed` (the
	/// operator gave the seats), `unpaid`, `read_only`.
	Result<Preview> preview(const TenantId& tenant, const Wanted& wanted) const;
	/// Does it: gives seats, writes the invoice of what is due now and has it paid. Errors: as preview().
	Result<Preview> change(const Caller& by, const Wanted& wanted) const;
	/// Lets a subscription end with its period. Errors: Missing, Conflict `managed`, `read_only`.
	Result<> cancel(const Caller& by) const;
	/// Takes a cancellation back. Errors: as cancel().
	Result<> resume(const Caller& by) const;
	/// Shows what takeUp() would do now. Errors: as takeUp(), but for `no_method` and `amount_changed`.
	Result<Preview> previewTakeUp(const TenantId& tenant) const;
	/// Begins a paid period today, after a trial or an end, with the seats that the company has. shown: the cents that
	/// they were told to be due today. Errors: Missing, Conflict `managed`, `no_method` (nobody said how it is paid),
	/// `is_active`, `unpaid`, `amount_changed` (something else is due); then nothing is written.
	Result<> takeUp(Sql& sql, const Caller& by, std::int64_t shown, Instant now) const;
	/// Sets how renewals are paid, and tries to take what is open. Does nothing, and says so, if a way to pay was given
	/// that is not older. Errors: Missing, Conflict `managed`.
	Result<bool> setMethod(Sql& sql, const KeptMethod& method, const Caller& by) const;
	/// Tries now to take what is open, with the way to pay that the company has.
	Result<> retry(Sql& sql) const { return queueCollecting(sql); }

	/// Writes a payment of an invoice of the transaction's company; the same reference counts once. Everything that was
	/// stopped goes on once nothing is owed. Errors: Missing.
	Result<> paid(
		Sql& sql, const std::string& invoice, std::int64_t cents, const std::string& reference, Instant now) const;
	/// Takes an invoice back with a credit note. Errors: Missing, Conflict `credited`.
	Result<Invoice> credit(Sql& sql, const std::string& invoice, Instant now) const;
	/// Gives back what was paid of an invoice, through the gateways that took it, after taking it back with a credit
	/// note; what was given back is not given again, so that an answer that was lost is asked for anew. isByHand: the
	/// operator has given it back themself, and it is only booked. Returns the cents of this time. Errors: Missing,
	/// Conflict `by_hand` (no gateway took it), Unavailable (the provider does not answer).
	Result<std::int64_t> refund(const TenantId& tenant, const std::string& invoice, bool isByHand) const;

	const Invoices& invoices() const noexcept { return _invoices; }
	const SubscriptionMails& mails() const noexcept { return _mails; }
	/// Shows the subscription. Errors: Missing.
	Result<Overview> overview(const TenantId& tenant) const;

	/// Charges what the company owes to its kept method. Each charge is written down before it is asked for, and asked
	/// for again, as it was, until the provider says what became of it: so none is made twice, whatever is lost, though
	/// the company gives another card meanwhile. Errors: Unavailable (the provider does not answer).
	Result<> collect(const TenantId& tenant) const;
	/// Does what is due at a moment: mails, renewals, retries, the end. [the transaction's thread]
	Result<> catchUp(Sql& sql, Instant now) const;
	/// Does it for every company.
	Result<> sweep() const;

private:
	struct Held;
	/// Is a charge that a gateway was asked for.
	struct Charging
	{
		std::string id, invoice, gateway, method, currency, description;
		std::int64_t cents = 0;
	};
	/// Is the part of a payment that is given back.
	struct Part
	{
		std::string key, gateway, reference;
		std::int64_t cents = 0;
	};
	/// Is what begins when a subscription is taken up.
	struct Taken
	{
		Terms terms;
		unsigned anchor = 1;
		Bill bill;
		std::vector<Move> moved{};
	};
	Result<Taken> takenUp(Sql& sql, const Held& held, Instant now) const;
	/// Returns the charge of which nobody knows what became, else writes down that of the oldest open invoice but those
	/// that were tried; nullopt: there is none.
	Result<std::optional<Charging>> nextCharge(Sql& sql, const std::set<std::string>& tried) const;
	/// Books what became of a charge.
	Result<> charged(Sql& sql, const Charging& charging, const Payment& payment) const;
	/// Takes the invoice back unless it was, and returns what is to be given back of which payment.
	Result<std::vector<Part>> partsToRefund(Sql& sql, const std::string& invoice, std::string& note) const;
	Result<Held> held(Sql& sql, bool isForWriting) const;
	Result<Preview> prepared(const Held& held, const Wanted& wanted, Instant now) const;
	Bill renewalOf(const Held& held) const;
	/// Lets the subscription end with its period, or not. kind: of the journal's entry.
	Result<> letEnd(const Caller& by, bool endsThen, const char* kind) const;
	Result<> post(Sql& sql, const Held& held, const Bill& bill, licensing::Period period, Instant now) const;
	Result<> step(Sql& sql, Held& held, Instant now) const;
	Result<> renew(Sql& sql, Held& held, Instant now) const;
	Result<> stop(Sql& sql, Held& held, Instant now) const;
	Result<> end(Sql& sql, Held& held, Instant now) const;
	Result<> refusedOnce(Sql& sql, Held& held, Instant now) const;
	Result<> settled(Sql& sql, Held& held, Instant now) const;
	Result<> queueCollecting(Sql& sql) const;
	Result<> note(Sql& sql, const char* kind, const Caller& by, Value details = {}) const;
	/// Returns a gateway that takes money, by its name; nullptr: none.
	PaymentGateway* gatewayOf(std::string_view name) const;

	const Context& _context;
	const licensing::Plans& _plans;
	licensing::Ledger& _ledger;
	const TaxTable& _taxes;
	const Invoices& _invoices;
	const TenantSource& _tenants;
	audit::Journal* const _journal;
	const SubscriptionMails _mails;
};

}
