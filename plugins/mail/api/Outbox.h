// Queues mails, which leave once their transaction has committed.
#pragma once
#include "sx/plugin.h"

#include <array>

namespace sx::mail {

struct Mailbox
{
	std::string address;
	std::string name{};
};

/// Names the quotas of mails, for Route::spends: of one person in an hour, of a company in a day.
inline constexpr std::array<std::string_view, 2> kMailQuotas{"mail.person_hour", "mail.company_day"};

/// Says from which quota a mail is taken. Reserved: reserve() took it before. Access: it lets its reader sign in; its
/// plugin limits it, so that no notice can keep anybody out.
enum class Budget { Notices, Reserved, Access };

/// Holds one mail to one address. Everything is UTF-8; the plugin chooses the encodings of the transfer.
struct Mail
{
	Mailbox to;
	std::string fromName{};  // shown beside the deployment's sending address
	Mailbox replyTo{};       // empty address: none
	std::string subject;
	std::string text;    // required
	std::string html{};  // optional second part
	Language language;
	std::string kind;     // "messages.notice": for logs and the delivery listener
	std::string about{};  // the caller's own id of what the mail is about, handed to the listener
	UserId cause{};       // who makes the server send it; empty: nobody who has an account
	Budget budget = Budget::Notices;
	/// The person of the company in whose name it leaves. Their address stands in From if the company wants that and
	/// their domain allows it; empty address: the company's mail.
	Mailbox author{};
	/// Makes it a bulk mail, with one-click unsubscription (RFC 8058): a POST to this URL withdraws the consent.
	/// Absolute, printable ASCII, at most 900 bytes; empty: a mail to one person about what they do.
	std::string unsubscribeUrl{};
};

/// Queues mails. [the transaction's thread]
class Outbox
{
public:
	static constexpr std::string_view kId = "mail.outbox/1";
	/// Queues a mail in the caller's transaction. The mail is sealed at rest, retried with backoff, and erased (with
	/// any secrets in it) once the mail server has accepted it. Errors: Invalid (with field: an address, header or text
	/// that is not allowed), Limited `quota_mails`.
	virtual Result<> queue(Sql& sql, const Mail& mail) noexcept = 0;
	/// Takes the quota of mails that will be queued with Budget::Reserved, so that somebody who has work to do before
	/// is refused first. Errors: Limited `quota_mails`.
	virtual Result<> reserve(Sql& sql, const UserId& cause, std::int64_t mails) noexcept = 0;
	/// Checks formatted text that a person wrote before it becomes part of Mail::html: accepts only what the editor of
	/// sdk/web makes, and repairs nothing. Errors: Invalid, with the position. [any thread]
	virtual Result<> checkRichText(std::string_view html) const noexcept = 0;
protected:
	~Outbox() = default;
};

/// Extension point: learns whether the mail server accepted a mail or the outbox gave it up. [a job thread]
class DeliveryListener
{
public:
	static constexpr std::string_view kId = "mail.delivery/1";
	/// Handles the end of a mail; may be called again for the same one. taken: the mail server accepted it.
	virtual void onDelivery(
		const TenantId& tenant, std::string_view kind, std::string_view about, bool taken) noexcept = 0;
protected:
	~DeliveryListener() = default;
};

}
