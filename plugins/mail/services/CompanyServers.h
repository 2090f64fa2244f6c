// Keeps the mail servers that companies chose for their own mails, and hands mails to them.
#pragma once
#include "domain/CompanyServer.h"
#include "domain/Letter.h"
#include "gateway/SmtpDriver.h"
#include "sx/audit/Audit.h"

#include <functional>

namespace sx::mail {

/// Is what an administrator typed. password: empty keeps the one that is there.
struct CompanyServerForm
{
	std::string host{}, security{}, account{}, address{};
	std::int64_t port = 0;
	Secret password{};
	bool hasNoPassword = false;
};

/// Tells how a test went.
struct TestedServer
{
	bool isTaken = false;
	std::string answer{};  // what the server said, or why nobody answered
};

/// [any thread]
class CompanyServers
{
public:
	/// Hears that a company's server failed, and queues what tells its administrators. [the transaction's thread]
	using Alarm = std::function<Result<>(Sql& sql)>;

	/// model: helo, authority and timeout of the deployment, which companies share.
	CompanyServers(Context& context, const SmtpSettings& model);

	/// Returns a company's server; nothing if it has none.
	Result<std::optional<CompanyServer>> of(const TenantId& tenant) const;
	/// Puts a server in place, after checking what was typed. Errors: Invalid with field.
	Result<> save(const Caller& caller, CompanyServerForm form) const;
	/// Takes the server away; does nothing if there is none.
	Result<> remove(const Caller& caller) const;
	/// Hands a mail to the server now, in the caller's thread, for half a minute at most. Errors: Missing (no server).
	Result<TestedServer> test(const Caller& caller, const Letter& letter) const;

	/// Hands a mail to a server, without a word to anybody. said: what it answered last.
	Result<> deliver(
		const TenantId& tenant, const CompanyServer& server, const Letter& letter, std::string* said) const;
	/// Notes that the server failed; alarm runs when it did not fail before.
	Result<> failed(
		const TenantId& tenant, const CompanyServer& server, const std::string& answer, const Alarm& alarm) const;
	/// Notes that the server works again.
	Result<> recovered(const TenantId& tenant, const CompanyServer& server) const;

private:
	Result<> record(Sql& sql, const Caller& caller, const char* kind, Value details) const;
	std::vector<std::int64_t> ports() const;

	Context& _context;
	const std::string _caFile, _helo;
	const std::chrono::seconds _timeout;
	audit::Journal* const _journal;  // may be null
};

}
