// Keeps the keys that sign mails of companies' domains: made, put to use once published, replaced.
#pragma once
#include "domain/Sending.h"
#include "services/ClaimJournal.h"
#include "sx/mail/Signing.h"

namespace sx::domains {

/// [any thread]
class DomainKeys
{
public:
	/// The arguments must outlive this.
	DomainKeys(const Context& context, const mail::SigningKeys& maker);

	/// Returns the keys of a domain, the newest first.
	Result<std::vector<DomainKey>> list(const TenantId& tenant, const std::string& name) const;
	/// Makes a key that waits for its record; the one that signs goes on meanwhile. Takes up to a second. Errors:
	/// Conflict `domain_unproved`, `key_waiting` (one waits already), `too_many`.
	Result<DomainKey> make(const Caller& caller, const Claim& claim) const;
	/// Applies what DNS says: puts a published key to use, retires the one before, forgets what is over, and decides
	/// whether mails may leave from the domain. Changes the claim, which the caller writes. [the transaction's thread]
	Result<> settle(Sql& sql, const Caller& caller, Claim& claim, const MailReading& reading) const;
	/// Returns the key that signs; nothing if there is none. Errors: Internal (sealed under a retired key).
	Result<std::optional<mail::SigningKey>> signing(const TenantId& tenant, const std::string& name) const;

private:
	Result<> activate(Sql& sql,
		const Caller& caller,
		const Claim& claim,
		std::vector<DomainKey>& keys,
		const MailReading& reading) const;
	std::string identityOf(const TenantId& tenant, const DomainKey& key) const;

	const Context& _context;
	const mail::SigningKeys& _maker;
	const ClaimJournal _journal;
};

}
