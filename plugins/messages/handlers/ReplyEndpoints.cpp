#include "handlers/ReplyEndpoints.h"

#include "handlers/MessageEndpoints.h"

namespace sx::messages {

Routes<ReplyEndpoints> ReplyEndpoints::routes()
{
	const std::string all = "/m/{token:token}/reply", one = all + "/{id:token}";
	// The limits keep a lease from being a way to fill a disk or a mailbox.
	return {
		{Method::Post, all, kAnyone, &ReplyEndpoints::create, {.perMinute = 30}},
		{Method::Put,
			one + "/files/{file:token}/parts/{part:int}",
			kAnyone,
			&ReplyEndpoints::putPart,
			{.maxBodyBytes = 8192, .receives = true, .perMinute = kPartsPerMinute}},
		{Method::Get, one + "/files/{file:token}/parts", kAnyone, &ReplyEndpoints::parts, {.maxBodyBytes = 8192}},
		{Method::Post,
			one + "/send",
			kAnyone,
			&ReplyEndpoints::send,
			{.maxBodyBytes = kSealedBodyBytes, .perMinute = 30}},
		{Method::Post, one + "/destroy", kAnyone, &ReplyEndpoints::abandon, {.maxBodyBytes = 8192}},
	};
}

Result<> ReplyEndpoints::mayChange(const Request& request) const
{
	auto lease = sealed::leaseOf(_services.leases, request);
	if (!lease) return lease.error();
	return _replying.check(request.tenant().id, *lease, messageIn(request));
}

Result<Response> ReplyEndpoints::create(Request& request) const
{
	auto lease = sealed::leaseOf(_services.leases, request);
	if (!lease) return lease.error();
	auto body = request.json();
	if (!body) return refused(Code::Invalid, "bad_request", body.error().detail);
	return begun(_replying.create(request.tenant(), *lease, *body));
}

Result<Response> ReplyEndpoints::putPart(Request& request) const
{
	if (auto may = mayChange(request); !may) return may.error();
	auto body = sealed::partIn(request);
	if (!body) return body.error();
	return _services.items.putPart(request.tenant().id, messageIn(request), {request.parameter("file")}, *body);
}

Result<Response> ReplyEndpoints::parts(Request& request) const
{
	if (auto may = mayChange(request); !may) return may.error();
	return listed(_services.items.parts(request.tenant().id, messageIn(request), {request.parameter("file")}));
}

Result<Response> ReplyEndpoints::send(Request& request) const
{
	auto lease = sealed::leaseOf(_services.leases, request);
	if (!lease) return lease.error();
	auto body = request.json();
	if (!body) return body.error();
	auto sent = _replying.send(request.tenant(), *lease, messageIn(request), sealed::actorOf(request), *body);
	if (!sent) return sent.error();
	return Response::json(std::move(*sent));
}

Result<Response> ReplyEndpoints::abandon(Request& request) const
{
	auto lease = sealed::leaseOf(_services.leases, request);
	if (!lease) return lease.error();
	auto done = _replying.abandon(request.tenant().id, *lease, messageIn(request));
	if (!done) return done.error();
	return Response::empty();
}

}
