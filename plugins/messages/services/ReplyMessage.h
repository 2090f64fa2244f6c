// Lets readers reply within their lease (product row A8; docs/decisions/replies.md).
#pragma once
#include "services/SendMessage.h"

namespace sx::messages {

/// Makes replies. A lease is the right to reply. [any thread]
class ReplyMessage
{
public:
	ReplyMessage(const Services& services, const SendMessage& sending): _services(services), _sending(sending) {}

	/// Begins a reply. body: {"files","gates"}; from: the author's network address. Errors: Limited, Missing, Conflict
	/// (the person whom it would reach is gone, or protects replies by a code that cannot be sent), those of
	/// SendMessage::create.
	Result<Value> create(
		const Tenant& tenant, const sealed::Lease& lease, const Value& body, const std::string& from) const;
	/// Checks that a reply was begun with this lease's link. Errors: Missing.
	Result<> check(const TenantId& tenant, const sealed::Lease& lease, const MessageId& reply) const;
	Result<Value> send(const Tenant& tenant,
		const sealed::Lease& lease,
		const MessageId& reply,
		const sealed::Actor& actor,
		const Value& body) const;
	/// Destroys a draft that its author gave up. Errors: Missing, Conflict `over` (it was sent).
	Result<> abandon(const TenantId& tenant, const sealed::Lease& lease, const MessageId& reply) const;

private:
	/// Holds the two ends of a reply.
	struct Ends
	{
		Principal author;           // user empty: a recipient outside
		std::string address, name;  // whom it goes to
		Language language;          // of the person whom it goes to
		ThreadPosition position;
	};
	/// Finds the two ends of a reply. Errors: Missing, Conflict (the person whom it would reach is gone).
	Result<Ends> endsOf(const Tenant& tenant, const sealed::Lease& lease) const;
	/// Returns the recipient of a reply as POST /api/v1/messages would name them, with the gate that this person puts
	/// before replies (row A14). Errors: Conflict with problem "reply_sms_unavailable": the code could not be sent, and
	/// without it nothing gets through.
	Result<Value> recipientOf(const TenantId& tenant, const Ends& ends) const;

	const Services& _services;
	const SendMessage& _sending;
};

}
