// The mails of messages: the notice to each recipient, the receipt of each open to the sender.
#pragma once
#include "handlers/Services.h"
#include "store/EventRows.h"
#include "store/MessageRows.h"

namespace sx::messages {

/// What the sender chose to show in the mail: never stored but in the sealed outbox.
struct NoticeContent
{
	struct File
	{
		std::string name;
		std::int64_t bytes = 0;
		std::string sha256;
	};
	std::string subject;     // empty: hidden
	std::string html, text;  // of the body, where only the files are protected
	std::vector<File> files;
};

/// The number that a link goes to, sealed for its grant. Errors: Invalid (no mobile of a country that is served).
Result<Bytes> sealedMobile(const Services& services,
	const TenantId& tenant,
	const GrantId& grant,
	const std::string& typed,
	const std::string& country);
/// Errors: Limited with problem "sms_limited" and `retry_after`, Unavailable.
Result<> queueText(const Services& services, Sql& sql, const TenantId& tenant, const sms::Text& text);

/// [any thread]
class Notices final: public mail::DeliveryListener, public sms::DeliveryListener
{
public:
	explicit Notices(const Services& services): _services(services) {}

	/// Reads `notice` of send; isFilesOnly: subject and body in clear must be there, else no body may. Errors: Invalid
	/// with field.
	static Result<NoticeContent> contentOf(const Value& notice, bool isFilesOnly);
	/// The mail to one recipient. key is key() below, or with a placeholder in it; it holds the link's secret: it goes
	/// into the sealed outbox and nowhere else.
	Result<mail::Mail> notice(const Tenant& tenant,
		const MessageRow& message,
		const GrantRow& grant,
		const NoticeContent& content,
		std::string_view code,
		const std::string& key) const;

	/// TOKEN#FRAGMENT: what follows /m/ in a recipient's link; it holds the link's secret.
	std::string key(const GrantRow& grant, const Secret& linkSecret) const;
	/// The text to one recipient's mobile: the link, and never the opening code, which the sender tells him another
	/// way.
	Result<sms::Text> text(
		const Tenant& tenant, const MessageRow& message, const GrantRow& grant, const Secret& linkSecret) const;

	/// To the sender: a recipient asks for the message again.
	Result<mail::Mail> askedAgain(const Tenant& tenant, const MessageRow& message, const GrantRow& grant) const;

	/// Job messages.opened {message, event}: mails the sender once.
	Result<> tellOpened(const Job& job) const noexcept;
	/// Whether the mail server took the notice.
	void onDelivery(
		const TenantId& tenant, std::string_view kind, std::string_view about, bool taken) noexcept override;
	/// What became of the text: taken by the gateway, on the phone, or given up.
	void onText(const TenantId& tenant,
		std::string_view kind,
		std::string_view about,
		sms::Delivery delivery) noexcept override;

private:
	void setDelivered(const TenantId& tenant, std::string_view about, bool isDelivered, std::string cause) noexcept;
	Result<mail::Mail> opened(
		const Tenant& tenant, const MessageRow& message, const GrantRow& grant, const Event& event) const;
	Result<> parts(mail::Mail& mail, std::string_view name, const Value& view) const;

	const Services& _services;
};

}
