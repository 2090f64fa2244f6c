#include "handlers/Following.h"

#include "handlers/Filters.h"
#include "store/EventRows.h"

#include <algorithm>
#include <charconv>

namespace sx::messages {
namespace {

Value maybeTime(const std::optional<Instant>& at) { return at ? Value(isoTime(*at)) : Value(); }

}

Result<FollowedPage> Following::page(Request& request, int limit) const
{
	auto filter = listFilterOf(request, _services.context.pages());
	if (!filter) return filter.error();
	const MessageId before{request.query("before").value_or("")};
	return _services.store().read(request.tenant().id, [&](Sql& sql) -> Result<FollowedPage> {
		auto messages = message_rows::list(sql, request.principal()->user, *filter, before, limit + 1, _services.now());
		if (!messages) return messages.error();
		FollowedPage out;
		if (messages->size() > static_cast<std::size_t>(limit))
		{
			messages->pop_back();
			out.next = messages->back().id;
		}
		auto grants = message_rows::grantsOfAll(sql, *messages);
		if (!grants) return grants.error();
		for (auto& message: *messages)
		{
			Followed each{std::move(message), {}};
			for (const auto& grant: *grants)
				if (grant.message == each.message.id) each.grants.push_back(grant);
			out.messages.push_back(std::move(each));
		}
		return out;
	});
}

Result<Followed> Following::one(Request& request) const
{
	return _services.store().read(request.tenant().id, [&](Sql& sql) -> Result<Followed> {
		auto message = message_rows::ofSender(sql, request.principal()->user, {request.parameter("id")});
		if (!message) return message.error();
		if (!message->sent) return Error{Code::Missing, "a draft is no message yet"};
		auto grants = message_rows::grantsOf(sql, message->id);
		if (!grants) return grants.error();
		if (auto loaded = message_rows::loadGates(sql, message->id, *grants); !loaded) return loaded.error();
		return Followed{std::move(*message), std::move(*grants)};
	});
}

Result<std::vector<Event>> Following::events(Request& request, const MessageId& message) const
{
	_register.flush();
	return _services.store().read(request.tenant().id, [&](Sql& sql) { return event_rows::ofMessage(sql, message); });
}

Result<std::vector<FileId>> Following::files(Request& request, const MessageId& message) const
{
	auto rows = _services.store().read(
		request.tenant().id, [&](Sql& sql) { return message_rows::filesOf(sql, message); });
	if (!rows) return rows.error();
	std::vector<FileId> out;
	for (auto& row: *rows)
		if (row.id.value != kManifestId) out.push_back(std::move(row.id));
	return out;
}

Value Following::valueOf(const Followed& followed) const
{
	const auto& message = followed.message;
	const auto now = _services.now();
	bool isOpened = false;
	Value::List recipients;
	for (const auto& grant: followed.grants)
	{
		isOpened = isOpened || grant.firstOpened.has_value();
		recipients.push_back(Value::object({{"grant", grant.id.value},
			{"address", grant.address},
			{"name", grant.name},
			{"state", wordOf(shownState(message.cause, grant.opens, grant.opensLeft, message.expires, now))},
			{"opens_left", message.isOver() ? 0 : grant.opensLeft},
			{"opens", grant.opens},
			{"first_opened", maybeTime(grant.firstOpened)},
			{"delivered", grant.delivered ? Value(*grant.delivered) : Value()},
			{"locked", grant.tries.wrong >= kAllTries}}));
	}
	return Value::object({{"id", message.id.value},
		{"made", isoTime(message.made)},
		{"expires", isoTime(message.expires)},
		{"state", wordOf(shownState(message.cause, isOpened, message.expires, now))},
		{"destroyed", maybeTime(message.destroyed)},
		{"note", message.note.value.empty() ? Value() : Value(_services.keys().toBase64Url(message.note.value))},
		{"recipients", std::move(recipients)}});
}

Result<Response> Following::list(Request& request) const
{
	int limit = 50;
	if (auto asked = request.query("limit"))
	{
		const auto parsed = std::from_chars(asked->data(), asked->data() + asked->size(), limit);
		if (parsed.ec != std::errc() || parsed.ptr != asked->data() + asked->size() || limit < 1 || limit > 100)
			return Error{Code::Invalid, "1 to 100", "", "", "limit"};
	}
	auto found = page(request, limit);
	if (!found) return found.error();
	Value::List messages;
	for (const auto& each: found->messages) messages.push_back(valueOf(each));
	return Response::json(Value::object(
		{{"messages", std::move(messages)}, {"next", found->next.empty() ? Value() : Value(found->next.value)}}));
}

Result<Response> Following::detail(Request& request) const
{
	auto found = one(request);
	if (!found) return found.error();
	auto all = events(request, found->message.id);
	if (!all) return all.error();
	Value::List list;
	for (const auto& event: *all)
	{
		const auto grant = std::find_if(
			found->grants.begin(), found->grants.end(), [&](const GrantRow& each) { return each.id == event.grant; });
		list.push_back(Value::object({{"at", isoTime(event.at)},
			{"kind", event.kind},
			{"cause", event.cause},
			{"number", event.number},
			{"address", event.address},
			{"agent", event.agent},
			{"recipient", grant == found->grants.end() ? Value() : Value(grant->address)}}));
	}
	auto value = valueOf(*found);
	value.set("events", std::move(list));
	return Response::json(std::move(value));
}

Result<> Following::destroyOne(Request& request) const
{
	const auto& tenant = request.tenant().id;
	const MessageId id{request.parameter("id")};
	const auto& user = request.principal()->user;
	auto ordered = _services.store().write(tenant, [&](Sql& sql) -> Result<bool> {
		auto message = message_rows::ofSender(sql, user, id);
		if (!message) return message.error();
		return _destroyer.order(sql, id, message->sent ? Cause::Sender : Cause::Abandoned, user);
	});
	if (!ordered) return ordered.error();
	if (auto done = _destroyer.run(tenant, id); !done)
		_services.context.log().warning(
			"messages.destroy.delayed", {{"message", id.value}, {"detail", done.error().detail}});
	return {};
}

Result<Value> Following::receiptValue(Request& request) const
{
	const MessageId id{request.parameter("id")};
	auto row = _services.store().read(request.tenant().id, [&](Sql& sql) -> Result<ReceiptRow> {
		auto message = message_rows::ofSender(sql, request.principal()->user, id);
		if (!message) return message.error();
		return destruction_rows::receiptOf(sql, id);
	});
	if (!row) return row.error();
	auto receipt = _services.context.json().parse(row->body);
	if (!receipt) return receipt.error();
	const auto& keys = _services.keys();
	return Value::object({{"receipt", std::move(*receipt)},
		{"signature", keys.toBase64Url(row->signature.value)},
		{"key", keys.toBase64Url(row->publicKey.value)}});
}

Result<Response> Following::destroy(Request& request) const
{
	if (auto done = destroyOne(request); !done) return done.error();
	auto receipt = receiptValue(request);
	// The shares are erased; a disk that does not respond only delays the other steps, and with them the receipt.
	if (!receipt && receipt.error().code == Code::Missing)
		return Response::json(Value::object({{"receipt", Value()}}), 202);
	if (!receipt) return receipt.error();
	return Response::json(std::move(*receipt));
}

Result<Response> Following::receipt(Request& request) const
{
	auto receipt = receiptValue(request);
	if (!receipt) return receipt.error();
	auto response = Response::json(std::move(*receipt));
	response.header("Content-Disposition", "attachment; filename=\"receipt-" + request.parameter("id") + ".json\"");
	return response;
}

Result<> Following::unlockOne(Request& request) const
{
	auto found = one(request);
	if (!found) return found.error();
	const GrantId grant{request.parameter("grant")};
	auto event = eventOf(request, _services, found->message.id, grant, "unlocked");
	return _services.store().write(request.tenant().id, [&](Sql& sql) -> Result<> {
		auto isThere = message_rows::unlock(sql, found->message.id, grant);
		if (!isThere) return isThere.error();
		if (!*isThere) return Error{Code::Missing, "no such recipient"};
		if (auto put = event_rows::append(sql, event); !put) return put;
		return _services.audit(sql,
			{.kind = "messages.unlocked",
				.actor = request.principal()->user,
				.subject = found->message.id.value,
				.details = Value::object({{"grant", grant.value}})});
	});
}

Result<Response> Following::unlock(Request& request) const
{
	if (auto done = unlockOne(request); !done) return done.error();
	return Response::empty(204);
}

Result<> Following::shortenOne(Request& request, const Value& body) const
{
	auto limits = parseShorterLimits(body, _services.limits);
	if (!limits) return limits.error();
	auto found = one(request);
	if (!found) return found.error();
	const auto& id = found->message.id;
	const auto now = _services.now();
	if (found->message.isOver() || now >= found->message.expires)
		return Error{Code::Conflict, "the message is over", "", "over"};
	auto event = eventOf(request, _services, id, {}, "shortened");
	return _services.store().write(request.tenant().id, [&](Sql& sql) -> Result<> {
		if (limits->expiresIn)
			if (auto put = message_rows::limitExpiry(sql, id, now + *limits->expiresIn); !put) return put;
		if (limits->opensLeft)
			if (auto put = message_rows::limitOpens(sql, id, *limits->opensLeft); !put) return put;
		if (auto put = event_rows::append(sql, event); !put) return put;
		return _services.audit(
			sql, {.kind = "messages.shortened", .actor = request.principal()->user, .subject = id.value});
	});
}

Result<Response> Following::shorten(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	if (auto done = shortenOne(request, *body); !done) return done.error();
	return detail(request);
}

}
