// Answers the API of messages: POST /api/v1/messages and below (docs/wire.md).
#pragma once
#include "handlers/Access.h"
#include "services/FollowMessages.h"
#include "services/ResendNotice.h"
#include "services/SendMessage.h"

namespace sx::messages {

class MessageEndpoints
{
public:
	MessageEndpoints(const Services& services,
		const SendMessage& sending,
		const FollowMessages& following,
		const ResendNotice& resending):
		_services(services),
		_sending(sending), _following(following), _resending(resending)
	{
	}
	static Routes<MessageEndpoints> routes();

private:
	Result<Response> create(Request& request) const;
	Result<Response> putPart(Request& request) const;
	Result<Response> parts(Request& request) const;
	Result<Response> send(Request& request) const;
	Result<Response> list(Request& request) const;
	Result<Response> detail(Request& request) const;
	Result<Response> destroy(Request& request) const;
	Result<Response> receipt(Request& request) const;
	Result<Response> unlock(Request& request) const;
	Result<Response> shorten(Request& request) const;
	Result<Response> resend(Request& request) const;

	const Services& _services;
	const SendMessage& _sending;
	const FollowMessages& _following;
	const ResendNotice& _resending;
};

/// Returns the message that the path names.
inline MessageId messageIn(const Request& request) { return {request.parameter("id")}; }

}
