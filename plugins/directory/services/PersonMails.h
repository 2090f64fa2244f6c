// Writes the mails about a person's account: activation, proof of a new address, notice that it changed.
#pragma once
#include "services/PeopleChanges.h"
#include "sx/mail/Outbox.h"
#include "sx/wording.h"

namespace sx::directory {

/// Says what a mail about an account tells.
struct PersonNews
{
	std::string name;  // of its words and its kind: "activation", "proof", "moved"
	Value arguments;
	std::string path{};  // of its button; empty: none
};

/// Writes the mail to an address of a person. Errors: Internal (a template).
Result<mail::Mail> personMail(
	const Wording& wording, const Tenant& tenant, const Person& person, const std::string& to, const PersonNews& news);

/// Queues mails. [any thread; Sql: its thread]
class PersonMails
{
public:
	static constexpr const char* kInvitations = "directory.invitations";

	PersonMails(Context& context, PeopleChanges& changes, const TenantSource& tenants):
		_context(context), _changes(changes), _tenants(tenants)
	{
	}

	/// Tells a person that their account is ready, and where they sign in (row D12), and records it. Errors: Missing,
	/// Denied (a higher role), Conflict with problem "suspended", Limited, Unavailable (this deployment sends no
	/// mails).
	Result<> activation(const Caller& by, const UserId& user) const;
	/// Queues the job that sends the people of an import what activation() sends, in the import's transaction.
	Result<> invite(Sql& sql, const UserId& by) const;
	/// Runs that job: fifty people at a time, and no more than the mails of whoever imported allow; the rest later.
	Result<> runInvitations(const Job& job) const;
	/// Tells the first person of a company that is being founded the same, within its transaction. Errors: Missing,
	/// Unavailable.
	Result<> activation(Sql& sql, const Tenant& tenant, const UserId& user) const;
	/// Sends the link that proves a new address to it. by: whose quota the mail is taken from. Errors: Limited,
	/// Unavailable.
	Result<> proof(
		Sql& sql, const Person& person, const std::string& address, const std::string& token, const UserId& by) const;
	/// Tells the former address that it is a person's no more. Errors: Unavailable.
	Result<> moved(Sql& sql, const Person& before, const std::string& address) const;

private:
	static PersonNews activationOf(const Person& person);
	Result<> enqueue(Sql& sql, const UserId& by, std::chrono::seconds delay) const;
	Result<> queue(
		Sql& sql, const Person& person, const std::string& to, const PersonNews& text, const UserId& by) const;
	Result<> queue(Sql& sql,
		const Tenant& tenant,
		const Person& person,
		const std::string& to,
		const PersonNews& text,
		const UserId& by) const;

	Context& _context;
	PeopleChanges& _changes;
	const TenantSource& _tenants;
};

}
