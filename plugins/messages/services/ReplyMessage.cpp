#include "services/ReplyMessage.h"

namespace sx::messages {

Result<ReplyMessage::Ends> ReplyMessage::endsOf(const Tenant& tenant, const sealed::Lease& lease) const
{
	auto followed = _services.store().read(tenant.id, [&](Sql& sql) -> Result<Followed> {
		auto row = message_rows::byId(sql, lease.item);
		if (!row) return row.error();
		return followedOf(_services, sql, std::move(*row));
	});
	if (!followed) return followed.error();
	const auto& message = followed->message;
	const auto* recipient = followed->recipientOf(lease.grant);
	if (!recipient) return refused(Code::Missing, "refused", "the recipient is gone");
	auto owner = _services.people.byUser(tenant.id, message.owner());
	if (!owner && owner.error().code == Code::Missing)
		return refused(Code::Conflict, "no_account", "the sender's account is gone");
	if (!owner) return owner.error();
	ThreadPosition position{.inReplyTo = message.id, .first = message.position.first, .grant = lease.grant};
	if (message.sender.empty())
		return Ends{*owner, message.senderAddress, message.senderName, message.senderLanguage, position};
	position.receiver = owner->user;
	Principal stranger;
	stranger.tenant = tenant.id;
	stranger.name = recipient->grant.shownName();
	stranger.address = recipient->grant.address;
	stranger.timeZone = tenant.timeZone;
	stranger.language = followed->item.language;
	return Ends{std::move(stranger), owner->address, owner->name, owner->language, std::move(position)};
}

Result<Value> ReplyMessage::recipientOf(const TenantId& tenant, const Ends& ends) const
{
	auto recipient = Value::object({{"address", ends.address}, {"name", ends.name}});
	if (ends.position.receiver.empty() || !_services.mobiles) return recipient;
	auto mobile = _services.mobiles->mobileOf(tenant, ends.position.receiver);
	if (!mobile) return mobile.error();
	if (!mobile->protectsReplies) return recipient;
	const bool isReachable = _services.texts && !mobile->e164.empty() && _services.texts->parse(mobile->e164, "");
	for (const auto& gate: _services.limits().gates)
		if (isReachable && gate.contact == kMobile)
			return recipient.set("mobile", mobile->e164).set("gates", Value::object({{gate.name, true}}));
	return Error{.code = Code::Conflict,
		.detail = "replies to this person need a code by SMS, which cannot be sent",
		.messageKey = "reply.script.failed.no_sms",
		.problem = "reply_sms_unavailable"};
}

Result<Value> ReplyMessage::create(
	const Tenant& tenant, const sealed::Lease& lease, const Value& body, const std::string& from) const
{
	auto ends = endsOf(tenant, lease);
	if (!ends) return ends.error();
	auto recipient = recipientOf(tenant.id, *ends);
	if (!recipient) return recipient.error();
	// The author of a reply chooses its files and whether a password is asked; the limits are the company's.
	auto wanted = _sending.parse(tenant.id,
		ends->author.user,
		Value::object({{"language", ends->language.shortTag()},
			{"delivery", kDeliveries.wordOf(Delivery::Mail)},
			{"gates", Value::object({{"password", body["gates"]["password"].flag()}, {"code", true}})},
			{"recipients", Value::List{*recipient}},
			{"files", body["files"]}}));
	if (!wanted) return wanted.error();
	std::int64_t bytes = 0;
	for (const auto& file: wanted->files) bytes += std::max<std::int64_t>(0, file.bytes);
	if (auto renewed = _services.leases.prolong(tenant.id, lease, bytes); !renewed) return renewed.error();
	return _sending.create(tenant.id, ends->author, *wanted, ends->position, from);
}

Result<> ReplyMessage::check(const TenantId& tenant, const sealed::Lease& lease, const MessageId& reply) const
{
	auto found = _services.store().read(
		tenant, [&](Sql& sql) { return message_rows::replyOf(sql, lease.grant, reply); });
	return found ? Result<>() : found.error();
}

Result<Value> ReplyMessage::send(const Tenant& tenant,
	const sealed::Lease& lease,
	const MessageId& reply,
	const sealed::Actor& actor,
	const Value& body) const
{
	auto sent = _sending.send(
		tenant, actor, [&](Sql& sql) { return message_rows::replyOf(sql, lease.grant, reply); }, body);
	if (sent) _services.context.metrics().count("replies");
	return sent;
}

Result<> ReplyMessage::abandon(const TenantId& tenant, const sealed::Lease& lease, const MessageId& reply) const
{
	auto ordered = _services.store().write(tenant, [&](Sql& sql) -> Result<bool> {
		auto draft = message_rows::replyOf(sql, lease.grant, reply);
		if (!draft) return draft.error();
		if (draft->sent) return refused(Code::Conflict, "over", "it was sent");
		return _services.items.destroy(sql, reply, sealed::Cause::Abandoned, {});
	});
	if (!ordered) return ordered.error();
	_services.items.erase(tenant, reply);
	return {};
}

}
