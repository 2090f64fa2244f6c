#include "handlers/Replying.h"

#include "handlers/Gates.h"
#include "store/ReplyRows.h"

#include <algorithm>

namespace sx::messages {
namespace {

FileId manifest() { return {std::string(kManifestId)}; }

}

Result<Replying::Ends> Replying::endsOf(
	const TenantId& tenant, const LeasedFile& leased, const std::string& tenantZone) const
{
	std::vector<GrantRow> grants;
	auto message = _services.store().read(tenant, [&](Sql& sql) -> Result<MessageRow> {
		auto all = message_rows::grantsOf(sql, leased.message);
		if (!all) return all.error();
		grants = std::move(*all);
		auto hasRoom = reply_rows::hasRoom(sql, leased.grant);
		if (!hasRoom) return hasRoom.error();
		if (!*hasRoom) return Error{Code::Limited, "too many replies with one link", "", "too_many_replies"};
		return message_rows::byId(sql, leased.message);
	});
	if (!message) return message.error();
	const auto grant = std::find_if(
		grants.begin(), grants.end(), [&](const GrantRow& each) { return each.id == leased.grant; });
	if (grant == grants.end()) return Error{Code::Missing, "the recipient is gone", "", "refused"};
	auto owner = _services.people.byUser(tenant, message->owner());
	if (!owner && owner.error().code == Code::Missing)
		return Error{Code::Conflict, "the sender's account is gone", "", "no_account"};
	if (!owner) return owner.error();
	auto position = reply_rows::positionAfter(*message);
	position.grant = leased.grant;
	if (message->sender.empty())
		return Ends{*owner, message->senderAddress, message->senderName, message->senderLanguage, position};
	position.receiver = owner->user;
	Principal stranger;
	stranger.tenant = tenant;
	stranger.name = grant->name.empty() ? grant->address : grant->name;
	stranger.address = grant->address;
	stranger.timeZone = tenantZone;
	stranger.language = message->language;
	return Ends{std::move(stranger), owner->address, owner->name, owner->language, std::move(position)};
}

Result<Value> Replying::recipientOf(const TenantId& tenant, const Ends& ends) const
{
	auto recipient = Value::object({{"address", ends.address}, {"name", ends.name}});
	if (ends.position.receiver.empty() || !_services.mobiles) return recipient;
	auto mobile = _services.mobiles->mobileOf(tenant, ends.position.receiver);
	if (!mobile) return mobile.error();
	if (!mobile->protectsReplies) return recipient;
	const auto* gate = gateNamed(_services, "sms");
	const bool canSend = gate && gate->isOffered() && _services.texts && !mobile->e164.empty() &&
		_services.texts->parse(mobile->e164, "");
	if (!canSend)
		return Error{Code::Conflict,
			"replies to this person need a code by SMS, which cannot be sent",
			"reply.script.failed.no_sms",
			"reply_sms_unavailable"};
	return recipient.set("mobile", mobile->e164).set("gates", Value::object({{"sms", true}}));
}

Result<Response> Replying::create(Request& request) const
{
	Bytes leaseHash;
	auto leased = _opening.leased(request, manifest(), leaseHash);
	if (!leased) return leased.error();
	auto body = request.json();
	if (!body) return Error{Code::Invalid, body.error().detail, "", "bad_request"};
	const auto& tenant = request.tenant();
	auto ends = endsOf(tenant.id, *leased, tenant.timeZone);
	if (!ends) return ends.error();
	auto recipient = recipientOf(tenant.id, *ends);
	if (!recipient) return recipient.error();
	auto limits = _services.limits;
	if (const auto* sms = gateNamed(_services, "sms"); sms && sms->isOffered()) limits.otherGates = {"sms"};
	// The author of a reply chooses its files and whether a password is asked; the limits are the deployment's own.
	auto wanted = parseNewMessage(
		Value::object({{"language", ends->language.shortTag()},
			{"delivery", "mail"},
			{"gates", Value::object({{"password", (*body)["gates"]["password"].flag()}, {"code", true}})},
			{"recipients", Value::List{*recipient}},
			{"files", (*body)["files"]}}),
		limits);
	if (!wanted) return wanted.error();
	std::int64_t bytes = 0;
	for (const auto& file: wanted->files) bytes += file.bytes;
	const auto until = renewedEnd(
		leased->lease.started, leased->lease.expires, _services.now(), _services.lease, bytes, leased->messageExpires);
	if (until > leased->lease.expires + std::chrono::minutes(1))
	{
		auto renewed = _services.store().write(
			tenant.id, [&](Sql& sql) { return opening_rows::renewLease(sql, leased->grant, leaseHash, until); });
		if (!renewed) return renewed.error();
	}
	return _sending.create(request, ends->author, *wanted, ends->position);
}

Result<Response> Replying::putPart(Request& request) const
{
	Bytes leaseHash;
	auto leased = _opening.leased(request, manifest(), leaseHash);
	if (!leased) return leased.error();
	return _sending.putPart(request, [&](Sql& sql) {
		return reply_rows::draftBlob(sql, leased->grant, {request.parameter("id")}, {request.parameter("file")});
	});
}

Result<Response> Replying::parts(Request& request) const
{
	Bytes leaseHash;
	auto leased = _opening.leased(request, manifest(), leaseHash);
	if (!leased) return leased.error();
	return _sending.parts(request, [&](Sql& sql) {
		return reply_rows::draftBlob(sql, leased->grant, {request.parameter("id")}, {request.parameter("file")});
	});
}

Result<Response> Replying::send(Request& request) const
{
	Bytes leaseHash;
	auto leased = _opening.leased(request, manifest(), leaseHash);
	if (!leased) return leased.error();
	auto sent = _sending.send(
		request, [&](Sql& sql) { return reply_rows::draft(sql, leased->grant, {request.parameter("id")}); });
	if (sent) _services.context.metrics().count("replies");
	return sent;
}

Result<Response> Replying::abandon(Request& request) const
{
	Bytes leaseHash;
	auto leased = _opening.leased(request, manifest(), leaseHash);
	if (!leased) return leased.error();
	const auto& tenant = request.tenant().id;
	const MessageId id{request.parameter("id")};
	auto ordered = _services.store().write(tenant, [&](Sql& sql) -> Result<bool> {
		auto draft = reply_rows::draft(sql, leased->grant, id);
		if (!draft) return draft.error();
		if (draft->sent) return Error{Code::Conflict, "it was sent", "", "over"};
		return _destroyer.order(sql, id, Cause::Abandoned);
	});
	if (!ordered) return ordered.error();
	if (auto done = _destroyer.run(tenant, id); !done)
		_services.context.log().warning(
			"messages.destroy.delayed", {{"message", id.value}, {"detail", done.error().detail}});
	return Response::empty(204);
}

}
