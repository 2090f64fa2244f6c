// Writes the mails and texts of messages: the notice to each recipient, the open notice to the sender.
#pragma once
#include "services/Followed.h"
#include "sx/wording.h"

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

/// Writes mails and texts. [any thread]
class Notices
{
public:
	explicit Notices(const Services& services): _services(services) {}

	/// Reads `notice` of a send request. isFilesOnly: subject and body in clear are required; otherwise a body is
	/// refused. Errors: Invalid with field.
	Result<NoticeContent> contentOf(const Value& notice, bool isFilesOnly) const;
	/// Writes the mail to one recipient. key is what key() returns, or the same with a placeholder. It holds the link's
	/// secret: put it into the sealed outbox and nowhere else. code: stands in it only if the item's codes travel so.
	Result<mail::Mail> notice(const Wording& wording,
		const Tenant& tenant,
		const Followed& followed,
		const Recipient& recipient,
		const NoticeContent& content,
		std::string_view code,
		const std::string& key) const;
	/// Writes the mail that brings one recipient the opening code, where codes travel in a mail of their own. It holds
	/// no link: whoever reads this mail alone has nothing to open.
	Result<mail::Mail> codeMail(const Wording& wording,
		const Tenant& tenant,
		const Followed& followed,
		const Recipient& recipient,
		std::string_view code) const;
	/// Returns TOKEN#FRAGMENT, which follows /m/ in a recipient's link; it holds the link's secret.
	std::string key(const sealed::Grant& grant, const Secret& linkSecret) const;
	/// Writes the text to one recipient's mobile: it holds the link, and never the opening code, which the sender tells
	/// the recipient another way.
	Result<sms::Text> text(
		const Tenant& tenant, const Followed& followed, const Recipient& recipient, const Secret& linkSecret) const;
	/// Words that text. hasCode: an opening code is asked for besides the link.
	std::string linkText(const Wording& wording,
		const Tenant& tenant,
		const Language& language,
		const std::string& sender,
		const std::string& link,
		bool hasCode) const;
	/// Writes the mail that tells the sender of an open.
	Result<mail::Mail> opened(const Wording& wording,
		const Tenant& tenant,
		const Followed& followed,
		const Recipient& recipient,
		const sealed::Event& event) const;
	/// Writes the mail that tells the sender that a recipient asks for the message again.
	Result<mail::Mail> askedAgain(
		const Wording& wording, const Tenant& tenant, const Followed& followed, const Recipient& recipient) const;

	/// Returns a number that a person typed in E.164. Errors: Invalid (not a mobile of a country that is served).
	Result<std::string> e164Of(const std::string& typed, const std::string& country) const;
	/// Seals the number that a grant's link goes to.
	Bytes sealedMobile(const TenantId& tenant, const GrantId& grant, std::string_view e164) const;
	/// Queues a text in the caller's transaction. Errors: Limited with problem "quota_texts" and `retry_after`,
	/// Unavailable.
	Result<> queueText(Sql& sql, const sms::Text& text) const;

private:
	/// Returns the zone in which times are told to an address: that of its account if it has one here.
	std::string zoneOf(const Tenant& tenant, std::string_view address) const;
	/// Returns the steps that a recipient takes, in order.
	std::vector<std::string> stepsOf(const Followed& followed, const Recipient& recipient) const;
	/// Begins a mail to the sender about a recipient.
	mail::Mail toSender(const Tenant& tenant, const MessageRow& message, const char* kind, std::string subject) const;

	const Services& _services;
};

/// Names the kinds of what is sent, for the listeners of deliveries.
inline constexpr std::string_view kNoticeKind = "messages.notice", kTextKind = "messages.link",
								  kCodeKind = "messages.code";
/// Names what a company words apart, though it is sent as one of those kinds.
inline constexpr std::string_view kFilesWords = "messages.files", kReplyWords = "messages.reply",
								  kCodeTextWords = "messages.link_code";

}
