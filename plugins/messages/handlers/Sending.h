// Creates and sends a message: POST /api/v1/messages, its parts, and send (docs/wire.md).
#pragma once
#include "handlers/Notices.h"
#include "handlers/Services.h"
#include "store/MessageRows.h"

#include <functional>

namespace sx::messages {

/// Serves the authors of messages, who create a draft, upload its parts and send it. [any thread]
class Sending
{
public:
	Sending(const Services& services, const Notices& notices): _services(services), _notices(notices) {}

	/// Look up a draft's blob or message, restricted to whoever is allowed to change that draft.
	using FindBlob = std::function<Result<storage::BlobId>(Sql&)>;
	using FindMessage = std::function<Result<MessageRow>(Sql&)>;

	Result<Response> create(Request& request) const;
	Result<Response> putPart(Request& request) const;
	Result<Response> parts(Request& request) const;
	Result<Response> send(Request& request) const;
	// The same for authors whose right is a lease of the message to which they reply, not a session or an API key.
	Result<Response> create(
		Request& request, const Principal& author, const NewMessage& wanted, const ThreadPosition& position) const;
	Result<Response> putPart(Request& request, const FindBlob& find) const;
	Result<Response> parts(Request& request, const FindBlob& find) const;
	Result<Response> send(Request& request, const FindMessage& find) const;

private:
	/// Holds a draft made in memory, and what its sender is told once.
	struct Draft
	{
		MessageRow message;
		std::vector<GrantRow> grants;
		std::vector<Secret> shares;
		std::vector<std::string> codes;
	};
	/// Holds what the sender brings for one grant.
	struct Brought
	{
		SentGrant grant;
		Secret linkSecret;  // only if the server carries the link
	};
	/// Holds what leaves with the commit. texts: those of all recipients in their order, or none.
	struct Notified
	{
		std::vector<mail::Mail> mails;
		std::vector<sms::Text> texts;
	};

	/// Returns the position of a reply. inReplyTo: null, or a message that the person sent or received. Errors: Invalid
	/// with field.
	Result<ThreadPosition> positionOf(Request& request, const Value& inReplyTo) const;
	Result<Draft> draftOf(const Principal& sender, const TenantId& tenant, const NewMessage& wanted) const;
	Result<std::string> newCode() const;
	Result<Brought> broughtOf(
		const Value& each, const MessageRow& message, const GrantRow& grant, const std::string& field) const;
	Result<std::vector<Brought>> allBrought(
		const Value& list, const MessageRow& message, const std::vector<GrantRow>& grants) const;
	Result<std::vector<std::string>> codesOf(const TenantId& tenant, const std::vector<GrantRow>& grants) const;
	Result<Response> sentAlready(
		const MessageRow& message, const std::vector<GrantRow>& grants, const std::vector<Brought>& brought) const;
	/// Adds one recipient's mail or text to `out`; puts the mail into `recipient` if the sender's own program sends it.
	/// code: empty without that gate.
	Result<> notify(Notified& out,
		Value& recipient,
		const Tenant& tenant,
		const MessageRow& message,
		const GrantRow& grant,
		const NoticeContent& content,
		std::string_view code,
		const Secret& linkSecret) const;
	Result<> commit(Request& request,
		const MessageRow& message,
		const Bytes& note,
		const std::vector<Brought>& brought,
		const Notified& notified) const;

	const Services& _services;
	const Notices& _notices;
};

}
