// Mails that leave once their transaction has committed.
#pragma once
#include "sx/plugin.h"

namespace sx::mail {

struct Mailbox
{
	std::string address;
	std::string name{};
};

/// One mail to one address; UTF-8 throughout, the plugin chooses encodings.
struct Mail
{
	Mailbox to;
	std::string fromName{};  // shown beside the deployment's sending address
	Mailbox replyTo{};       // empty address: none
	std::string subject;
	std::string text;    // always there
	std::string html{};  // optional second part
	Language language;
	std::string kind;     // "messages.notice": for metrics and the delivery listener
	std::string about{};  // the caller's own id of what it is about, handed to the listener
};

/// [the transaction's thread]
class Outbox
{
public:
	static constexpr std::string_view kId = "mail.outbox/1";
	/// Queues in the caller's transaction; sealed at rest, retried with backoff, and erased (secrets with it) once
	/// the mail server has taken it. Errors: Invalid (an address or header that cannot be).
	virtual Result<> queue(Sql& sql, const Mail& mail) noexcept = 0;
protected:
	~Outbox() = default;
};

/// Extension point: is told when a mail was taken by the mail server or given up. [a job thread]
class DeliveryListener
{
public:
	static constexpr std::string_view kId = "mail.delivery/1";
	virtual void onDelivery(
		const TenantId& tenant, std::string_view kind, std::string_view about, bool taken) noexcept = 0;
protected:
	~DeliveryListener() = default;
};

}
