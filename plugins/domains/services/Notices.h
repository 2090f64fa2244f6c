// Tells a company's administrators by mail that the proof of a domain is missing.
#pragma once
#include "services/Claims.h"
#include "sx/mail/Outbox.h"
#include "sx/wording.h"

namespace sx::domains {

/// [a job's thread]
class Notices
{
public:
	Notices(const Context& context, const directory::Directory& directory, mail::Outbox& outbox, const Claims& claims);
	/// Queues the mails of one turn of a claim. Errors: Unavailable.
	Result<> send(const Job& job) const;
	/// Writes the mail of a turn ("failing", "reminder", "lapsed") to one administrator. Errors: Internal (a template).
	Result<mail::Mail> mailTo(const Wording& wording,
		const directory::Person& person,
		const Tenant& tenant,
		const Claim& claim,
		std::string_view turn) const;

private:
	const Context& _context;
	const directory::Directory& _directory;
	const TenantSource& _tenants;
	mail::Outbox& _outbox;
	const Claims& _claims;
};

}
