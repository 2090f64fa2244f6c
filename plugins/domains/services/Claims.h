// Keeps the claims of companies: made, proved, given or refused by the operator, removed.
#pragma once
#include "domain/Claim.h"
#include "gateway/DomainNames.h"
#include "gateway/Resolver.h"
#include "services/ClaimJournal.h"
#include "services/DomainKeys.h"
#include "sx/directory/Directory.h"
#include "sx/domains/Domains.h"

#include <set>

namespace sx::domains {

/// Holds the use cases of domains. [any thread]
class Claims final: public DomainRegistry
{
public:
	/// Throws std::runtime_error as DomainNames does.
	Claims(const Context& context, const directory::Directory& directory, const mail::SigningKeys& maker);
	/// Checks the settings. Errors: Invalid with field.
	Result<> check() const { return _resolver.check(); }

	/// Returns a company's claims by name.
	Result<std::vector<Claim>> list(const TenantId& tenant) const;
	/// Errors: Missing.
	Result<Claim> byId(const TenantId& tenant, const ClaimId& id) const;
	/// Claims a domain, as it was typed. Errors: Invalid with field "name" (no domain, `public_suffix`,
	/// `public_domain`), Conflict `domain_claimed`, `domain_taken` (another company has it, or one above it),
	/// `too_many`.
	Result<Claim> add(const Caller& caller, std::string_view typed) const;
	/// Looks for the proof, and reads what the domain publishes about mail. Takes seconds. Errors: Missing, Denied
	/// `domain_refused` (by the operator).
	Result<Claim> verify(const Caller& caller, const ClaimId& id) const;
	/// Gives the domain up. Errors: Missing, Denied `domain_refused` (a refusal stays).
	Result<> remove(const Caller& caller, const ClaimId& id) const;
	/// Counts the people of a company who have an address in a domain, up to kMostCounted.
	Result<std::int64_t> peopleIn(const TenantId& tenant, const std::string& name) const;
	static constexpr int kMostCounted = 100;

	/// Refuses a domain to a company, as the operator does, and takes it away if the company had it. Errors: Invalid
	/// with field "name".
	Result<> refuse(const TenantId& tenant, std::string_view name, const std::string& reason) const;
	Result<> approve(const TenantId& tenant, std::string_view name) noexcept override;
	Result<bool> owns(const TenantId& tenant, std::string_view name) const noexcept override;

	/// Returns the key of a domain from which mails may leave now, after another look if the last one is older than the
	/// setting `sending_fresh`; nothing if they may not. Errors: Unavailable.
	Result<std::optional<mail::SigningKey>> signingKeyOf(const TenantId& tenant, const std::string& name) const;

	/// Looks at every claim that is due, a few at a time. [a schedule's thread]
	Result<> recheck() const;

	bool isPublic(std::string_view name) const { return _public.find(name) != _public.end(); }
	Pace pace() const;
	const DomainNames& names() const noexcept { return _names; }
	const DomainKeys& keys() const noexcept { return _keys; }

	static constexpr const char* kNoticeJob = "domains.notice";

private:
	Result<std::string> nameOf(std::string_view typed) const;
	Result<Claim> look(const Caller& caller, Claim claim) const;
	Result<Claim> settle(
		Sql& sql, const Caller& caller, const Claim& read, Finding finding, const MailReading& mail) const;
	Result<> noteTurn(Sql& sql, const Caller& caller, const Claim& before, const Claim& after, Turn turn) const;
	Result<> decide(const TenantId& tenant, std::string_view name, State state, const std::string& reason) const;
	Claim newClaim(std::string name) const;

	const Context& _context;
	const directory::Directory& _directory;
	const ClaimJournal _journal;
	const DomainNames _names;
	const Resolver _resolver;
	const DomainKeys _keys;
	std::set<std::string, std::less<>> _public;
};

}
