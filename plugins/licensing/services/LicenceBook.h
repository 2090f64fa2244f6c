// Gives, changes, takes and transfers licences within the seats that a company has bought (row D11).
#pragma once
#include "services/PlanBook.h"
#include "store/LicenceRows.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"
#include "sx/mail/Outbox.h"

namespace sx::licensing {

/// Holds what a company may use.
struct SeatCount
{
	Subscription subscription;
	std::vector<Seats> seats;  // in the order of the catalogue
};

/// Is a part of a company's people, each with the plan of their licence; empty for none.
struct LicencePeople
{
	std::vector<std::pair<directory::Person, std::string>> people;
	std::string next;  // PeopleQuery::after of the part that follows; empty: this is the end
};

/// Keeps subscriptions and licences. Every change is an entry of the ledger, is in the journal, and is mailed to the
/// person (row J12), in one transaction. [any thread]
class LicenceBook
{
public:
	/// journal and outbox: may be null.
	LicenceBook(const Context& context,
		const Plans& plans,
		const directory::Directory& directory,
		audit::Journal* journal,
		mail::Outbox* outbox):
		_context(context),
		_plans(plans), _directory(directory), _journal(journal), _outbox(outbox)
	{
	}

	/// Begins a company's subscription or renews it until a moment, and adds (or, negative, takes) seats of a plan, as
	/// the operator does. Errors: Invalid with field "plan" or "seats" (fewer than are assigned).
	Result<> subscribe(const TenantId& tenant, const std::string& plan, std::int64_t seats, Instant ends) const;
	/// Returns the subscription and its seats. Errors: Missing (the company has none).
	Result<SeatCount> count(const TenantId& tenant) const;
	/// Returns licences by person, after a person's id.
	Result<std::vector<Licence>> list(const TenantId& tenant, const UserId& after, int limit) const;

	/// Returns people with their licences. Errors: Invalid with field "before".
	Result<LicencePeople> people(const TenantId& tenant, const directory::PeopleQuery& query) const;

	/// Gives a person a licence, or changes its plan; nothing happens if they have it already. Errors: Invalid with
	/// field "plan", Unfit with field "user" (nobody active of that id), Conflict `no_seat` (extra: price of a seat a
	/// month, in cents) or `no_subscription`.
	Result<> assign(const Tenant& tenant, const Caller& by, const UserId& user, const std::string& plan) const;
	/// Takes a person's licence; its seat is free at once. Errors: Missing with field "user" (they have none).
	Result<> revoke(const Tenant& tenant, const Caller& by, const UserId& user) const;
	/// Moves a licence to another person, who must have none. What the first person sent stays theirs. Errors: Missing
	/// with field "from", Unfit with field "to", Conflict `has_licence`.
	Result<> transfer(const Tenant& tenant, const Caller& by, const UserId& from, const UserId& to) const;

private:
	Result<> checkSeat(Sql& sql, const Plan& plan) const;
	Result<directory::Person> activePerson(Sql& sql, const UserId& user, const char* field) const;
	/// Records a change in ledger and journal, and mails the person.
	Result<> record(Sql& sql,
		const Tenant& tenant,
		const Caller& by,
		const std::string& kind,
		const directory::Person& person,
		const std::string& plan) const;

	const Context& _context;
	const Plans& _plans;
	const directory::Directory& _directory;
	audit::Journal* const _journal;
	mail::Outbox* const _outbox;
};

}
