// Sends notices to everybody who hears of a topic.
#pragma once
#include "services/Subscriptions.h"

namespace sx::notices {

/// Is a notice as the operator wrote it.
struct NoticeText
{
	std::string subject{}, text{};
};
struct NewNotice
{
	Topic topic = Topic::News;
	InEach<NoticeText> texts{};  // in French and English, and in others as the operator wrote them
};

/// [any thread]
class NoticeSending
{
public:
	static constexpr const char* kJob = "notices.send";
	NoticeSending(const Context& context,
		const directory::Directory& directory,
		mail::Outbox& outbox,
		const TenantSource& tenants,
		const Subscriptions& subscriptions);

	/// Queues a notice to a company's people. Errors: Invalid with field (an empty or too long text; `sender` if the
	/// setting of that name is empty, which news must name).
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

	const Context& _context;
	const directory::Directory& _directory;
	mail::Outbox& _outbox;
	const TenantSource& _tenants;
	const Subscriptions& _subscriptions;
};

}
