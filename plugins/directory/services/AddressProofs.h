// Changes a person's address once a mailed link has proved that the new one is theirs (row I9).
#pragma once
#include "services/PeopleChanges.h"
#include "services/PersonMails.h"
#include "store/AddressRows.h"

namespace sx::directory {

/// Asks for proofs and takes them. [any thread]
class AddressProofs
{
public:
	static constexpr std::chrono::hours kLife{48};

	AddressProofs(Context& context, PeopleChanges& changes, const PersonMails& mails):
		_context(context), _changes(changes), _mails(mails)
	{
	}
	/// Mails a link to a new address of a person, in place of an earlier one. Errors: those of changing it
	/// (Directory::changePerson), Limited, Unavailable.
	Result<> ask(const Caller& by, const UserId& user, std::string_view address);
	/// Returns the address that awaits its proof; empty: none.
	Result<std::string> waiting(const TenantId& tenant, const UserId& user) const;
	/// Is what a link would do.
	struct Proposal
	{
		Person person;
		std::string address;
	};
	/// Returns what a link would do. Errors: Missing (used, expired, or never made).
	Result<Proposal> proposal(const TenantId& tenant, const std::string& token) const;
	/// Changes the address, uses up the link, and tells the former address. by: who asks now; their network address
	/// goes into the journal. Errors: those of proposal() and of changing it.
	Result<Proposal> prove(const Caller& by, const std::string& token);
	Result<> sweep();

private:
	std::string hashOf(const std::string& token) const;
	Result<Proposal> find(Sql& sql, const std::string& token, UserId& askedBy) const;

	Context& _context;
	PeopleChanges& _changes;
	const PersonMails& _mails;
};

}
