// Writes the mails and texts of messages: the notice to each recipient, the open notice to the sender.
#pragma once
#include "handlers/Services.h"
#include "store/EventRows.h"
#include "store/MessageRows.h"

namespace sx::messages {

/// Holds what the sender chose to show in the mail; stored nowhere but in the sealed outbox.
struct NoticeContent
{
	struct File
	{
		std::string name;
		std::int64_t bytes = 0;
		std::string sha256;
	};
	std::string subject;     // empty: hidden
	std::string html, text;  // the body, where only the files are protected
	std::vector<File> files;
};

/// Seals the number that a grant's link goes to. Errors: Invalid (not a mobile of a country that is served).
Result<Bytes> sealedMobile(const Services& services,
	const TenantId& tenant,
	const GrantId& grant,
	const std::string& typed,
	const std::string& country);
/// Queues a text in the caller's transaction. Errors: Limited with problem "sms_limited" and `retry_after`,
/// Unavailable.
Result<> queueText(const Services& services, Sql& sql, const TenantId& tenant, const sms::Text& text);

/// Writes the mails and texts, and notes what became of notices. [any thread]
class Notices final: public mail::DeliveryListener, public sms::DeliveryListener
{
public:
	explicit Notices(const Services& services): _services(services) {}

	/// Reads `notice` of a send request. isFilesOnly: subject and body in clear are required; otherwise a body is
	/// refused.
	/// Errors: Invalid with field.
	static Result<NoticeContent> contentOf(const Value& notice, bool isFilesOnly);
	/// Writes the mail to one recipient. key is what key() returns, or the same with a placeholder. It holds the link's
	/// secret: put it into the sealed outbox and nowhere else.
	Result<mail::Mail> notice(const Tenant& tenant,
		const MessageRow& message,
		const GrantRow& grant,
		const NoticeContent& content,
		std::string_view code,
		const std::string& key) const;

	/// Returns TOKEN#FRAGMENT, which follows /m/ in a recipient's link; it holds the link's secret.
	std::string key(const GrantRow& grant, const Secret& linkSecret) const;
	/// Writes the text to one recipient's mobile: it holds the link, and never the opening code, which the sender tells
	/// the recipient another way.
	Result<sms::Text> text(
		const Tenant& tenant, const MessageRow& message, const GrantRow& grant, const Secret& linkSecret) const;

	/// Writes the mail that tells the sender that a recipient asks for the message again.
	Result<mail::Mail> askedAgain(const Tenant& tenant, const MessageRow& message, const GrantRow& grant) const;

	/// Runs the job messages.opened {message, event}: mails the sender once.
	Result<> tellOpened(const Job& job) const noexcept;
	/// Notes whether the mail server took the notice.
	void onDelivery(
		const TenantId& tenant, std::string_view kind, std::string_view about, bool taken) noexcept override;
	/// Notes what became of the text: taken by the gateway, on the phone, or given up.
	void onText(const TenantId& tenant,
		std::string_view kind,
		std::string_view about,
		sms::Delivery delivery) noexcept override;

private:
	void setDelivered(const TenantId& tenant, std::string_view about, bool isDelivered, std::string cause) noexcept;
	Result<mail::Mail> opened(
		const Tenant& tenant, const MessageRow& message, const GrantRow& grant, const Event& event) const;
	Result<> bodies(mail::Mail& mail, std::string_view name, const Value& view) const;

	const Services& _services;
};

}
