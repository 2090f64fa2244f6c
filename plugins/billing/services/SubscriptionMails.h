// Tells super-administrators what becomes of their company's subscription (rows E3, J11).
#pragma once
#include "sx/directory/Directory.h"
#include "sx/mail/Outbox.h"
#include "sx/wording.h"

namespace sx::billing {

/// Says what a mail about a subscription tells. kind: "trial_ends", "trial_ended", "refused", "read_only", "ended" or
/// "invoice". when: the moment that the words name. cents: the amount.
struct SubscriptionNews
{
	std::string kind;
	Instant when{};
	std::int64_t cents = 0;
};

/// Writes the mail to one person. Errors: Internal (a template).
Result<mail::Mail> subscriptionMail(
	const Wording& wording, const Tenant& tenant, const directory::Person& person, const SubscriptionNews& news);

class SubscriptionMails
{
public:
	/// outbox: may be null.
	SubscriptionMails(const Context& context,
		const directory::Directory& directory,
		const TenantSource& tenants,
		mail::Outbox* outbox):
		_context(context),
		_directory(directory), _tenants(tenants), _outbox(outbox)
	{
	}

	/// Mails the active super-administrators of the transaction's company. kind, when, cents: as in SubscriptionNews.
	Result<> send(Sql& sql, const std::string& kind, Instant when, std::int64_t cents = 0) const;
	/// Has a job send it, because the transaction's company may just be being founded.
	Result<> queue(Sql& sql, const std::string& kind, Instant when, std::int64_t cents) const;
	static constexpr const char* kMail = "billing.mail";  // the job
	/// Runs the job. Errors: Unavailable (this node has not seen the company yet).
	Result<> run(const Job& job) const;

private:
	const Context& _context;
	const directory::Directory& _directory;
	const TenantSource& _tenants;
	mail::Outbox* const _outbox;
};

}
