// Tells a company's administrators by mail that their mail server takes no mails.
#pragma once
#include "services/CompanyServers.h"
#include "sx/directory/Directory.h"
#include "sx/mail/Outbox.h"
#include "sx/wording.h"

namespace sx::mail {

/// Writes the mail to one administrator. Errors: Internal (a template).
Result<Mail> serverNoticeMail(
	const Wording& wording, const Tenant& tenant, const directory::Person& person, const CompanyServer& server);
/// Adds a sample of it to the book.
void addSamples(SampleBook& book);

/// [a job's thread]
class ServerNotices
{
public:
	static constexpr const char* kJob = "mail.server_notice";
	/// directory, tenants: null where nobody can be told.
	ServerNotices(const Context& context, const directory::Directory* directory, const TenantSource* tenants):
		_context(context), _directory(directory), _tenants(tenants)
	{
	}
	/// Queues the job, in the transaction that notes the failure.
	Result<> alarm(Sql& sql) const;
	/// Queues the mails. outbox: takes them. Errors: Unavailable.
	Result<> send(const Job& job, Outbox& outbox, const CompanyServers& servers) const;

private:
	const Context& _context;
	const directory::Directory* const _directory;
	const TenantSource* const _tenants;
};

}
