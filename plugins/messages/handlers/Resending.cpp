#include "handlers/Resending.h"

#include "store/MessageRows.h"

#include "domain/OpeningCode.h"
#include "handlers/Register.h"
#include "store/DestructionRows.h"
#include "store/RecipientRows.h"

#include <algorithm>

namespace sx::messages {
namespace {

constexpr std::chrono::minutes kBetween{2};
constexpr int kMostOfAGrant = 20;

}

Result<Resending::Found> Resending::found(
	Sql& sql, const UserId& sender, const MessageId& id, const GrantId& wanted) const
{
	auto message = message_rows::ofSender(sql, sender, id);
	if (!message) return message.error();
	if (!message->sent) return Error{Code::Missing, "a draft is no message yet"};
	auto again = resend_rows::of(sql, id, wanted);
	if (!again) return again.error();
	const auto now = _services.now();
	if (message->isOver() || again->isOver || now >= message->expires)
		return Error{Code::Conflict, "nothing is left to open", "", "over"};
	if (!isByServer(message->delivery))
		return Error{Code::Conflict, "the server mailed nothing and must not see the link's secret", "", "not_mailed"};
	auto reported = recipient_rows::count(sql, id, wanted, "reported");
	if (!reported) return reported.error();
	if (*reported > 0) return Error{Code::Conflict, "the recipient reported this message", "", "reported"};
	if (again->earlier >= kMostOfAGrant) return Error{Code::Limited, "sent again too often", "", "limited"};
	if (again->last && now < *again->last + kBetween)
		return Error{Code::Limited,
			"sent again a moment ago",
			"",
			"limited",
			"",
			Value::object(
				{{"retry_after", std::chrono::ceil<std::chrono::seconds>(*again->last + kBetween - now).count()}})};
	auto grants = message_rows::grantsOf(sql, id);
	if (!grants) return grants.error();
	if (auto loaded = message_rows::loadGates(sql, id, *grants); !loaded) return loaded.error();
	const auto grant = std::find_if(
		grants->begin(), grants->end(), [&](const GrantRow& each) { return each.id == wanted; });
	if (grant == grants->end()) return Error{Code::Missing, "no such recipient"};
	return Found{std::move(*message), std::move(*grant), std::move(*again)};
}

Result<Response> Resending::resend(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	const auto& tenant = request.tenant();
	const auto& keys = _services.keys();
	const MessageId id{request.parameter("id")};
	const GrantId grant{request.parameter("grant")};
	const auto& sender = request.principal()->user;
	auto seen = _services.store().read(tenant.id, [&](Sql& sql) { return found(sql, sender, id, grant); });
	if (!seen) return seen.error();
	auto proof = bytesOf(keys, (*body)["proof"], 32, "proof");
	if (!proof) return proof.error();
	if (!keys.matches("messages.proof", grant.value + proof->value, seen->again.proofMac))
		return Error{Code::Invalid, "not this recipient's link", "", "", "proof"};
	auto secret = bytesOf(keys, (*body)["link_secret"], 32, "link_secret");
	if (!secret) return secret.error();
	const Secret link(std::move(secret->value));
	auto content = Notices::contentOf((*body)["notice"], seen->message.isFilesOnly);
	if (!content) return content.error();
	if (seen->message.delivery == Delivery::Sms)
	{
		auto text = _notices.text(tenant, seen->message, seen->grant, link);
		if (!text) return text.error();
		return renewed(request, *seen, Bytes{}, [&](Sql& sql) { return queueText(_services, sql, tenant.id, *text); });
	}
	std::string code;
	for (int turn = 0; seen->grant.gates & kCodeGate && code.empty(); ++turn)
	{
		if (turn == 8) return Error{Code::Internal, "no opening code from 256 random bytes"};
		code = makeOpeningCode(keys.random(32).value);
	}
	auto mail = _notices.notice(tenant, seen->message, seen->grant, *content, code, _notices.key(seen->grant, link));
	if (!mail) return mail.error();
	return renewed(
		request, *seen, code.empty() ? Bytes{} : keys.mac("messages.code", grant.value + code), [&](Sql& sql) {
			return _services.outbox.queue(sql, *mail);
		});
}

Result<Response> Resending::renewed(
	Request& request, const Found& seen, const Bytes& codeMac, const std::function<Result<>(Sql&)>& queue) const
{
	const auto& tenant = request.tenant();
	const auto& id = seen.message.id;
	const auto& grant = seen.grant.id;
	const auto& sender = request.principal()->user;
	auto event = eventOf(request, _services, id, grant, "resent");
	auto done = _services.store().write(tenant.id, [&](Sql& sql) -> Result<> {
		if (auto locked = destruction_rows::lockMessage(sql, id); !locked) return locked;
		if (auto still = found(sql, sender, id, grant); !still) return still.error();
		if (auto put = resend_rows::renew(sql, grant, codeMac); !put) return put;
		if (auto queued = queue(sql); !queued) return queued;
		if (auto put = event_rows::append(sql, event); !put) return put;
		return _services.audit(sql,
			{.kind = "messages.resent",
				.actor = sender,
				.subject = id.value,
				.details = Value::object({{"grant", grant.value}}),
				.address = request.clientAddress()});
	});
	if (!done) return done.error();
	return Response::json(Value::object({{"retry_after", std::chrono::seconds(kBetween).count()}}), 202);
}

}
