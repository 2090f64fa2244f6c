#include "handlers/ReplyEndpoints.h"

#include "handlers/MessageEndpoints.h"
#include "sx/sealed/DraftEndpoints.h"

namespace sx::messages {

Routes<ReplyEndpoints> ReplyEndpoints::routes()
{
	const auto spends = quotas::namesOf(messageQuotaNames(), mail::kMailQuotas);
	return sealed::draftRoutes<ReplyEndpoints>("/m/{token:token}/reply", kAnyone, spends);
}

Result<> ReplyEndpoints::mayChange(const Request& request) const
{
	auto lease = sealed::leaseOf(_services.leases, request);
	if (!lease) return lease.error();
	return _replying.check(request.tenant().id, *lease, messageIn(request));
}

Result<Response> ReplyEndpoints::begin(Request& request) const
{
	auto lease = sealed::leaseOf(_services.leases, request);
	if (!lease) return lease.error();
	auto body = request.json();
	if (!body) return body.error();
	auto begun = _replying.create(request.tenant(), *lease, *body, request.clientAddress());
	if (!begun) return begun.error();
	return sealed::begunResponse(std::move(*begun));
}

Result<Response> ReplyEndpoints::putPart(Request& request) const
{
	if (auto may = mayChange(request); !may) return may.error();
	return sealed::receivePart(_services.items, request);
}

Result<Response> ReplyEndpoints::parts(Request& request) const
{
	if (auto may = mayChange(request); !may) return may.error();
	return sealed::listParts(_services.items, request);
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
