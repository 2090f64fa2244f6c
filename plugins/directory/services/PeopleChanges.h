// Adds, changes, suspends and removes people, by the rules of who may do so to whom.
#pragma once
#include "services/Powers.h"
#include "services/TenantSnapshot.h"
#include "store/PersonRows.h"
#include "sx/audit/Audit.h"

namespace sx::directory {

/// Changes people within the caller's transaction, as Directory says, and records it in the journal. [the
/// transaction's thread]
class PeopleChanges
{
public:
	/// journal: may be null.
	PeopleChanges(Context& context, audit::Journal* journal, const Powers& powers):
		_context(context), _journal(journal), _powers(powers)
	{
	}

	/// Cleans and validates a new person, apart from what the database knows. Errors: Invalid (with field).
	Result<NewPerson> prepare(const NewPerson& given) const;
	/// Adds people whom prepare() returned, with new ids. Records one of them alone; of several the caller writes one
	/// entry, because each of 10,000 would cost half a minute on PostgreSQL. Errors: Conflict (an address is taken, or
	/// there twice), and those of mayGive() and AddressRule.
	Result<std::vector<UserId>> add(Sql& sql, std::vector<people::NewRow> rows, const Caller& by);
	/// Checks that `by` may give a role. Errors: Denied with problem "higher_role".
	Result<> mayGive(Sql& sql, const Caller& by, std::string_view role) const;
	/// Checks an address against every AddressRule, unless the operator asks.
	Result<> allows(Sql& sql, const Caller& by, std::string_view address) const;
	/// Returns a person whom `by` may change, and locks the company's people. isLockOut: the change could lock them
	/// out. Errors: Missing, and the two of Directory.
	Result<Person> changeable(Sql& sql, const UserId& user, const Caller& by, bool isLockOut) const;
	/// Returns a new address, cleaned, if `by` may give it to a person now. Errors: those of change().
	Result<std::string> mayMove(Sql& sql, const UserId& user, std::string_view address, const Caller& by) const;
	Result<> change(Sql& sql, const UserId& user, const PersonChange& change, const Caller& by);
	Result<> setActive(Sql& sql, const UserId& user, bool isActive, const Caller& by);
	Result<> remove(Sql& sql, const UserId& user, const Caller& by);
	/// Ends a person's sessions and sign-in links. Errors: Missing.
	Result<> endSessions(Sql& sql, const UserId& user, const Caller& by);
	/// Appends to the journal, if there is one.
	Result<> record(Sql& sql, std::string kind, std::string subject, Value details, const Caller& by = {}) const;
	/// Errors: Invalid with field "timeZone" (no such zone).
	Result<> checkZone(const std::string& zone) const;
	/// Tells what removing a person destroys.
	Result<std::vector<Loss>> lossesOf(Sql& sql, const UserId& user, const Language& language) const;

private:
	Result<> endAccess(Sql& sql, const UserId& user, PersonAccess::Ending ending) const;
	/// Checks that an administrator is left without this person; and a super-administrator, unless the operator asks,
	/// who can make another. The people must be locked.
	Result<> keepsAnAdministrator(Sql& sql, const Person& person, const Caller& by) const;
	/// Returns the person as a change makes them. Errors: Invalid (with field).
	Result<Person> changed(const Person& before, const PersonChange& change) const;

	/// Returns a person with what they may do. Errors: Missing.
	Result<Person> known(Sql& sql, const UserId& user) const;

	Context& _context;
	audit::Journal* const _journal;
	const Powers& _powers;
};

}
