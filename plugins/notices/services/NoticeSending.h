// Sends notices to everybody who hears of a topic.
#pragma once
#include "services/Subscriptions.h"
#include "sx/audit/Audit.h"
#include "sx/quotas/Quotas.h"

namespace sx::notices {

/// Is a notice as somebody wrote it.
struct NoticeText
{
	std::string subject{}, text{};
};
struct NewNotice
{
	std::string id{};  // of what was looked at before it is sent, so that it is sent once; empty: a new one
	Topic topic = Topic::Maintenance;
	InEach<NoticeText> texts{};  // in French and English, and in others as it was written
};

/// [any thread]
class NoticeSending
{
public:
	static constexpr const char* kJob = "notices.send";
	static constexpr std::string_view kQuota = "notices.company_day";
	/// Returns the quota of what companies write themselves.
	static std::vector<quotas::Quota> quotas()
	{
		return {{.name = std::string(kQuota), .family = "notices", .window = std::chrono::hours(24)}};
	}
	NoticeSending(const Context& context,
		const directory::Directory& directory,
		mail::Outbox& outbox,
		const TenantSource& tenants,
		const Subscriptions& subscriptions,
		quotas::Quotas& quotas);

	/// Checks a notice of a company's own. Errors: as for queue(), but news name the company: its brand must have an
	/// address (field `sender`).
	Result<> check(const Tenant& tenant, const NewNotice& notice) const;
	/// Counts who hears of a topic now, as the job will find them.
	Result<std::int64_t> hearers(const TenantId& tenant, Topic topic) const;
	/// Makes the notice that a person writes to their company's people.
	Notice noticeOf(const Caller& author, const NewNotice& notice) const;
	/// Queues it, once for each id, with a line in the company's journal. Errors: those of check(), Limited
	/// `quota_notices`.
	Result<> send(const Caller& author, const Tenant& tenant, const NewNotice& notice) const;
	/// Returns a company's notices, the newest first. before: the last id of the part before; empty: the first part.
	Result<std::vector<Notice>> list(const TenantId& tenant, const std::string& before, int limit) const;
	/// Errors: Missing.
	Result<Notice> byId(const TenantId& tenant, const std::string& id) const;

	/// Queues a notice of the operator's to a company's people. Errors: Invalid with field (an empty or too long text;
	/// `sender` if the setting of that name is empty, which news must name).
	Result<> queue(const TenantId& tenant, const NewNotice& notice) const;
	/// Runs the job: fifty people, in the transaction that moves the cursor past them, and the job for those after
	/// them. [a job's thread]
	Result<> send(const Job& job) const;

	/// Writes the mail to one person. content: the notice's, as a value.
	Result<mail::Mail> mailTo(const Pages& pages,
		const directory::Person& person,
		const Tenant& tenant,
		const Notice& notice,
		const Value& content) const;

private:
	Result<> enqueue(Sql& sql, const std::string& id, const std::string& position) const;
	/// Returns those of some people who hear of a topic.
	Result<std::vector<directory::Person>> hearersAmong(
		Sql& sql, Topic topic, std::vector<directory::Person> people) const;

	const Context& _context;
	const directory::Directory& _directory;
	mail::Outbox& _outbox;
	const TenantSource& _tenants;
	const Subscriptions& _subscriptions;
	quotas::Quotas& _quotas;
	audit::Journal* const _journal;  // may be null
};

}
