// Creates and sends messages: drafts with recipients, then mails or texts that carry their links (docs/wire.md).
#pragma once
#include "services/Followed.h"
#include "services/Notices.h"

#include <functional>

namespace sx::messages {

/// Creates drafts and sends them, for authors who are signed in and for those who reply within a lease. [any thread]
class SendMessage
{
public:
	SendMessage(const Services& services, const Notices& notices): _services(services), _notices(notices) {}

	/// Finds a message, restricted to whoever may change it. Errors: Missing.
	using Find = std::function<Result<MessageRow>(Sql&)>;

	/// Returns what a client of the API asks for, within what the author may choose. author: empty for who has no
	/// account. Errors: Invalid and Unfit with field, Unavailable.
	Result<NewMessage> parse(const TenantId& tenant, const UserId& author, const Value& body) const
	{
		auto limits = _services.limitsFor(tenant, author);
		if (!limits) return limits.error();
		return parseNewMessage(body, *limits);
	}
	/// Returns the position of a person's own reply. inReplyTo: null, or a message that the person sent or received.
	/// Errors: Invalid with field.
	Result<ThreadPosition> positionOf(const TenantId& tenant, const UserId& person, const Value& inReplyTo) const;
	/// Stores a draft, and takes the quotas of all that will leave. from: the network address of an author without an
	/// account. Returns what the author's client is told. Errors: Invalid and TooLarge with field, Full, Limited.
	Result<Value> create(const TenantId& tenant,
		const Principal& author,
		const NewMessage& wanted,
		const ThreadPosition& position,
		const std::string& from = {}) const;
	/// Seals a draft of the asker's and lets its notices leave. body: {"grants","note","notice"}. Errors: Invalid with
	/// field, Missing, Conflict, Limited.
	Result<Value> send(const Tenant& tenant, const Asker& asker, const MessageId& message, const Value& body) const;
	/// Does the same for a draft that `find` finds.
	Result<Value> send(const Tenant& tenant, const sealed::Actor& actor, const Find& find, const Value& body) const;

private:
	/// Holds what leaves with the commit. texts: those of all recipients in their order, or none.
	struct Notified
	{
		std::vector<mail::Mail> mails;
		std::vector<sms::Text> texts;
	};

	/// Returns the terms under which plugin sealed keeps the message.
	sealed::Terms termsOf(const Principal& author, const NewMessage& wanted, const ThreadPosition& position) const;
	/// Checks a delivery against the author's plan; plugin sealed asks about gates and files.
	Result<> checkPlan(Sql& sql, const UserId& author, Delivery delivery) const;
	Result<> take(Sql& sql,
		const UserId& author,
		const NewMessage& wanted,
		const ThreadPosition& position,
		const sealed::Begun& begun,
		const std::vector<std::string>& mobiles) const;
	/// Reads the secrets of links that the server carries, in the order of the recipients. Errors: Invalid with field.
	Result<std::vector<Secret>> secretsOf(const Followed& followed, const Value& list) const;
	/// Adds one recipient's mail or text to `out`; puts the mail into `told` if the sender's own program sends it.
	/// code: empty without that gate.
	Result<> notify(Notified& out,
		Value& told,
		const Tenant& tenant,
		const Followed& followed,
		const Recipient& recipient,
		const NoticeContent& content,
		std::string_view code,
		const Secret& linkSecret) const;
	/// Seals and queues in one transaction. Returns false if the message had been sent already.
	Result<bool> commit(const sealed::Actor& actor,
		const TenantId& tenant,
		const Followed& followed,
		const std::vector<sealed::SealedGrant>& grants,
		const Bytes& note,
		const Notified& notified) const;
	Result<> noteSent(Sql& sql, const sealed::Actor& actor, const Followed& followed) const;

	const Services& _services;
	const Notices& _notices;
};

}
