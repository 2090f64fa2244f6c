// Lets readers reply from the reading page: /m/TOKEN/reply and below (product row A8).
#pragma once
#include "handlers/Access.h"
#include "services/ReplyMessage.h"

namespace sx::messages {

/// Answers replies. Without a live lease, every route responds `lease_over`.
class ReplyEndpoints
{
public:
	ReplyEndpoints(const Services& services, const ReplyMessage& replying): _services(services), _replying(replying) {}
	static Routes<ReplyEndpoints> routes();

	/// Tells from the head of a request whether it may seal the reply in its path.
	Result<> admits(Request& request) const { return mayChange(request); }
	Result<Response> begin(Request& request) const;
	Result<Response> putPart(Request& request) const;
	Result<Response> parts(Request& request) const;
	Result<Response> send(Request& request) const;
	Result<Response> abandon(Request& request) const;

private:
	/// Checks that the reply in the path was begun with the request's lease.
	Result<> mayChange(const Request& request) const;

	const Services& _services;
	const ReplyMessage& _replying;
};

}
