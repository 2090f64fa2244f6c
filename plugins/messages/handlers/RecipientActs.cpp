#include "handlers/RecipientActs.h"

#include "handlers/MessageView.h"
#include "handlers/Register.h"
#include "store/RecipientRows.h"

#include <algorithm>
#include <array>

namespace sx::messages {
namespace {

constexpr std::array<std::string_view, 4> kReasons{"not_for_me", "unknown_sender", "unsolicited", "other"};
constexpr int kMostAsked = 3;  // for each link, ever: asking must not become a way to pester
constexpr std::chrono::hours kBetweenAsking{24};

}

Result<Response> RecipientActs::destroy(Request& request) const
{
	Bytes leaseHash;
	auto leased = _opening.leased(request, {std::string(kManifestId)}, leaseHash);
	if (!leased) return leased.error();
	const auto& tenant = request.tenant().id;
	auto event = eventOf(request, _services, leased->message, leased->grant, "given_up");
	auto isOver = _services.store().write(tenant, [&](Sql& sql) -> Result<bool> {
		if (auto locked = destruction_rows::lockMessage(sql, leased->message); !locked) return locked.error();
		if (auto given = recipient_rows::giveUp(sql, leased->grant, _services.now()); !given) return given.error();
		if (auto put = event_rows::append(sql, event); !put) return put.error();
		auto audited = _services.audit(sql,
			{.kind = "messages.given_up",
				.actor = {},
				.subject = leased->message.value,
				.details = Value::object({{"grant", leased->grant.value}}),
				.address = request.clientAddress()});
		if (!audited) return audited.error();
		return _destroyer.closeGrant(sql, leased->message, leased->grant, Cause::Recipient);
	});
	if (!isOver) return isOver.error();
	if (*isOver)
		if (auto gone = _destroyer.run(tenant, leased->message); !gone)
			_services.context.log().warning(
				"messages.destroy.delayed", {{"message", leased->message.value}, {"detail", gone.error().detail}});
	return Response::empty(204);
}

Result<Response> RecipientActs::report(Request& request) const
{
	Bytes leaseHash;
	auto leased = _opening.leased(request, {std::string(kManifestId)}, leaseHash);
	if (!leased) return leased.error();
	auto body = request.json();
	if (!body) return Error{Code::Invalid, body.error().detail, "", "bad_request"};
	const auto& reason = (*body)["reason"].text();
	if (std::find(kReasons.begin(), kReasons.end(), reason) == kReasons.end())
		return Error{Code::Invalid, "no such reason", "", "bad_request", "reason"};
	auto event = eventOf(request, _services, leased->message, leased->grant, "reported", reason);
	auto done = _services.store().write(request.tenant().id, [&](Sql& sql) -> Result<> {
		auto before = recipient_rows::count(sql, leased->message, leased->grant, "reported");
		if (!before) return before.error();
		if (*before > 0) return {};
		if (auto put = event_rows::append(sql, event); !put) return put;
		return _services.audit(sql,
			{.kind = "messages.reported",
				.actor = {},
				.subject = leased->message.value,
				.details = Value::object({{"grant", leased->grant.value}, {"reason", reason}}),
				.address = request.clientAddress()});
	});
	if (!done) return done.error();
	return Response::empty(204);
}

Result<Response> RecipientActs::askAgain(Request& request) const
{
	// Queue a job for a known and an unknown link alike: neither the response nor its time tells whether a message ever
	// existed.
	auto queued = _services.store().write(request.tenant().id, [&](Sql& sql) {
		return _services.context.jobs().enqueue(
			sql, {.kind = "messages.ask_again", .payload = Value::object({{"token", request.parameter("token")}})});
	});
	if (!queued) return queued.error();
	return Response::empty(202);
}

Result<RecipientActs::Asked> RecipientActs::asked(Request& request) const
{
	const GrantId id{request.parameter("grant")};
	return _services.store().read(request.tenant().id, [&](Sql& sql) -> Result<Asked> {
		auto message = message_rows::ofSender(sql, request.principal()->user, {request.parameter("id")});
		if (!message) return message.error();
		auto grants = message_rows::grantsOf(sql, message->id);
		if (!grants) return grants.error();
		auto asked = recipient_rows::count(sql, message->id, id, "asked_again");
		if (!asked) return asked.error();
		const auto found = std::find_if(
			grants->begin(), grants->end(), [&](const GrantRow& each) { return each.id == id; });
		if (found == grants->end() || *asked == 0) return Error{Code::Missing, "nobody asked"};
		return Asked{std::move(*message), *found};
	});
}

Result<Response> RecipientActs::askAgainPage(Request& request) const
{
	auto found = asked(request);
	if (!found) return found.error();
	const auto words = wordsOf(request, _services);
	const auto& [message, grant] = *found;
	const bool isOpen = !message.isOver() && grant.opensLeft > 0 && words.now < message.expires;
	const auto name = grant.name.empty() ? grant.address : grant.name;
	return Response::page("ask-again",
		Value::object({
			{"title", words("ask_again.title", Value::object({{"name", name}}))},
			{"layout", "portal"},
			{"frame", "sx-public-narrow"},
			{"text",
				words(isOpen ? "ask_again.works" : "ask_again.over",
					Value::object({{"name", name},
						{"sent", words.date(message.sent.value_or(message.made), Pages::Style::Long)},
						{"date", words.date(message.expires, Pages::Style::Long)}}))},
			{"sendUrl", "/messages/new?reply_to=" + message.id.value + "&to=" + grant.id.value},
			{"refuseUrl", "/messages/" + message.id.value + "/again/" + grant.id.value},
			{"detailUrl", "/messages/" + message.id.value},
		}));
}

Result<Response> RecipientActs::refuseAskAgain(Request& request) const
{
	auto found = asked(request);
	if (!found) return found.error();
	auto event = eventOf(request, _services, found->message.id, found->grant.id, "again_refused");
	auto done = _services.store().write(request.tenant().id, [&](Sql& sql) { return event_rows::append(sql, event); });
	if (!done) return done.error();
	return Response::redirect("/messages/" + found->message.id.value);
}

Result<> RecipientActs::tellAskAgain(const Job& job) const noexcept
try
{
	const auto now = _services.now();
	auto tenant = _services.tenants.byId(job.tenant);
	if (!tenant) return Error{Code::Invalid, "the company is gone"};
	return _services.store().write(job.tenant, [&](Sql& sql) -> Result<> {
		auto grant = recipient_rows::byToken(sql, {job.payload["token"].text()});
		if (!grant) return grant.error();
		if (!*grant) return {};
		auto message = message_rows::byId(sql, (*grant)->message);
		if (!message) return message.error();
		auto asked = recipient_rows::count(sql, message->id, (*grant)->id, "asked_again");
		if (!asked) return asked.error();
		auto lately = recipient_rows::count(sql, message->id, (*grant)->id, "asked_again", now - kBetweenAsking);
		if (!lately) return lately.error();
		auto reported = recipient_rows::count(sql, message->id, (*grant)->id, "reported");
		if (!reported) return reported.error();
		if (!message->sent || *asked >= kMostAsked || *lately > 0 || *reported > 0) return {};
		const Event event{.id = {_services.keys().uuid()},
			.message = message->id,
			.grant = (*grant)->id,
			.at = now,
			.kind = "asked_again"};
		if (auto put = event_rows::append(sql, event); !put) return put;
		if (message->sender.empty()) return {};
		auto mail = _notices.askedAgain(*tenant, *message, **grant);
		if (!mail) return mail.error();
		return _services.outbox.queue(sql, *mail);
	});
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("messages.ask_again: ") + e.what()};
}

}
