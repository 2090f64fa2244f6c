// Making and sending a message: POST /api/v1/messages, its parts, and send (docs/wire.md).
#pragma once
#include "handlers/Notices.h"
#include "handlers/Services.h"
#include "store/MessageRows.h"

#include <functional>

namespace sx::messages {

/// [any thread]
class Sending
{
public:
	Sending(const Services& services, const Notices& notices): _services(services), _notices(notices) {}

	/// What a draft asks the database for, in the words of who may touch it.
	using FindBlob = std::function<Result<storage::BlobId>(Sql&)>;
	using FindMessage = std::function<Result<MessageRow>(Sql&)>;

	Result<Response> create(Request& request) const;
	Result<Response> putPart(Request& request) const;
	Result<Response> parts(Request& request) const;
	Result<Response> send(Request& request) const;
	// The same, for who has another right than a session or an API key: a lease of the message that is answered.
	Result<Response> create(
		Request& request, const Principal& author, const NewMessage& wanted, const Place& place) const;
	Result<Response> putPart(Request& request, const FindBlob& find) const;
	Result<Response> parts(Request& request, const FindBlob& find) const;
	Result<Response> send(Request& request, const FindMessage& find) const;

private:
	/// A draft made in memory, and what its sender is told once.
	struct Draft
	{
		MessageRow message;
		std::vector<GrantRow> grants;
		std::vector<Secret> shares;
		std::vector<std::string> codes;
	};
	/// What the sender brings for one grant.
	struct Brought
	{
		SentGrant grant;
		Secret linkSecret;  // of delivery by the server
	};
	/// What leaves with the commit. texts: of all recipients or of none, in their order.
	struct Notified
	{
		std::vector<mail::Mail> mails;
		std::vector<sms::Text> texts;
	};

	/// Where an answer stands; inReplyTo: null, or a message that the person sent or got. Errors: Invalid with field.
	Result<Place> placeOf(Request& request, const Value& inReplyTo) const;
	Result<Draft> draftOf(const Principal& sender, const TenantId& tenant, const NewMessage& wanted) const;
	Result<std::string> newCode() const;
	Result<Brought> broughtOf(
		const Value& each, const MessageRow& message, const GrantRow& grant, const std::string& field) const;
	Result<std::vector<Brought>> allBrought(
		const Value& list, const MessageRow& message, const std::vector<GrantRow>& grants) const;
	Result<std::vector<std::string>> codesOf(const TenantId& tenant, const std::vector<GrantRow>& grants) const;
	Result<Response> sentAlready(
		const MessageRow& message, const std::vector<GrantRow>& grants, const std::vector<Brought>& brought) const;
	/// `code` empty: none, or not to be told. Fills `recipient` where the client carries the link.
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
