// Tells a company's administrators by mail that their mail server takes no mails.
#pragma once
#include "services/CompanyServers.h"
#include "sx/directory/Directory.h"

namespace sx::mail {

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
	Result<Mail> mailTo(const directory::Person& person, const Tenant& tenant, const CompanyServer& server) const;

	const Context& _context;
	const directory::Directory* const _directory;
	const TenantSource* const _tenants;
};

}
