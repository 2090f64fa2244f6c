#include "handlers/MessageEndpoints.h"

#include "handlers/MessageView.h"
#include "sx/list.h"
#include "sx/sealed/DraftEndpoints.h"
#include "sx/sealed/ListQuery.h"
#include "sx/time.h"

namespace sx::messages {
namespace {

GrantId grantIn(const Request& request) { return {request.parameter("grant")}; }

}

Routes<MessageEndpoints> MessageEndpoints::routes()
{
	const std::string all = "/api/v1/messages", one = all + "/{id:token}", grant = one + "/grants/{grant:token}";
	const RouteOptions begins{
		.spends = quotas::namesOf(sealed::kDraftQuotas, messageQuotaNames(), mail::kMailQuotas, sms::kTextQuotas)};
	const RouteOptions tells{
		.maxBodyBytes = kSealedBodyBytes, .spends = quotas::namesOf(mail::kMailQuotas, sms::kTextQuotas)};
	const RouteOptions part{.receives = true, .perMinute = kPartsPerMinute}, sealed{.maxBodyBytes = kSealedBodyBytes};
	return {
		{Method::Post, all, kSenders, &MessageEndpoints::create, begins},
		{Method::Put, one + "/files/{file:token}/parts/{part:int}", kSenders, &MessageEndpoints::putPart, part},
		{Method::Get, one + "/files/{file:token}/parts", kSenders, &MessageEndpoints::parts},
		{Method::Post, one + "/send", kSenders, &MessageEndpoints::send, sealed},
		{Method::Get, all, kSenders, &MessageEndpoints::list},
		{Method::Get, one, kSenders, &MessageEndpoints::detail},
		{Method::Post, one + "/destroy", kSenders, &MessageEndpoints::destroy},
		{Method::Get, one + "/receipt", kSenders, &MessageEndpoints::receipt},
		{Method::Post, one + "/limits", kSenders, &MessageEndpoints::shorten},
		{Method::Post, grant + "/unlock", kSenders, &MessageEndpoints::unlock},
		{Method::Post, grant + "/notice", kSenders, &MessageEndpoints::resend, tells},
	};
}

Result<Response> MessageEndpoints::create(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	const auto& tenant = request.tenant().id;
	auto wanted = _sending.parse(tenant, request.principal()->user, *body);
	if (!wanted) return wanted.error();
	auto position = _sending.positionOf(tenant, request.principal()->user, (*body)["in_reply_to"]);
	if (!position) return position.error();
	auto begun = _sending.create(tenant, *request.principal(), *wanted, *position);
	if (!begun) return begun.error();
	return sealed::begunResponse(std::move(*begun));
}

Result<Response> MessageEndpoints::putPart(Request& request) const
{
	if (auto own = _following.check(askerOf(request), messageIn(request)); !own) return own.error();
	return sealed::receivePart(_services.items, request);
}

Result<Response> MessageEndpoints::parts(Request& request) const
{
	if (auto own = _following.check(askerOf(request), messageIn(request)); !own) return own.error();
	return sealed::listParts(_services.items, request);
}

Result<Response> MessageEndpoints::send(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto sent = _sending.send(request.tenant(), askerOf(request), messageIn(request), *body);
	if (!sent) return sent.error();
	return Response::json(std::move(*sent));
}

Result<Response> MessageEndpoints::list(Request& request) const
{
	auto limit = limitOf(request, kUsualRows, kMostRows);
	if (!limit) return limit.error();
	auto query = sealed::itemQueryOf(request, _services.context.pages(), *limit);
	if (!query) return query.error();
	auto found = _following.page(askerOf(request), std::move(*query));
	if (!found) return found.error();
	Value::List messages;
	for (const auto& each: found->messages) messages.push_back(followedValue(each, _services.keys(), _services.now()));
	return Response::json(Value::object(
		{{"messages", std::move(messages)}, {"next", found->next.empty() ? Value() : Value(found->next.value)}}));
}

Result<Response> MessageEndpoints::detail(Request& request) const
{
	auto found = _following.one(askerOf(request), messageIn(request));
	if (!found) return found.error();
	auto events = _services.events.ofItem(request.tenant().id, messageIn(request));
	if (!events) return events.error();
	Value::List list;
	for (const auto& event: *events)
	{
		const auto* recipient = found->recipientOf(event.grant);
		list.push_back(
			sealed::eventValue(event).set("recipient", recipient ? Value(recipient->grant.address) : Value()));
	}
	auto value = followedValue(*found, _services.keys(), _services.now());
	value.set("events", std::move(list));
	return Response::json(std::move(value));
}

Result<Response> MessageEndpoints::destroy(Request& request) const
{
	const auto asker = askerOf(request);
	if (auto done = _following.destroy(asker, messageIn(request)); !done) return done.error();
	auto receipt = _following.receipt(asker, messageIn(request));
	// The shares are erased; a disk that does not respond only delays the other steps, and with them the receipt.
	if (!receipt && receipt.error().code == Code::Missing)
		return Response::json(Value::object({{"receipt", Value()}}), 202);
	if (!receipt) return receipt.error();
	return Response::json(std::move(*receipt));
}

Result<Response> MessageEndpoints::receipt(Request& request) const
{
	auto receipt = _following.receipt(askerOf(request), messageIn(request));
	if (!receipt) return receipt.error();
	auto response = Response::json(std::move(*receipt));
	response.header("Content-Disposition", "attachment; filename=\"receipt-" + request.parameter("id") + ".json\"");
	return response;
}

Result<Response> MessageEndpoints::unlock(Request& request) const
{
	auto done = _following.unlock(askerOf(request), messageIn(request), grantIn(request));
	if (!done) return done.error();
	return Response::empty();
}

Result<Response> MessageEndpoints::shorten(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	if (auto done = _following.shorten(askerOf(request), messageIn(request), *body); !done) return done.error();
	return detail(request);
}

Result<Response> MessageEndpoints::resend(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto wait = _resending.resend(request.tenant(), askerOf(request), messageIn(request), grantIn(request), *body);
	if (!wait) return wait.error();
	return Response::json(Value::object({{"retry_after", static_cast<std::int64_t>(wait->count())}}), 202);
}

}
