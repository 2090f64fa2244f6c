#include "services/ResendNotice.h"

namespace sx::messages {

using sealed::EventKind;

Result<Followed> ResendNotice::found(Sql& sql, const UserId& sender, const MessageId& id, const GrantId& wanted) const
{
	auto row = message_rows::sentBy(sql, sender, id);
	if (!row) return row.error();
	auto followed = followedOf(_services, sql, std::move(*row));
	if (!followed) return followed;
	const auto* recipient = followed->recipientOf(wanted);
	if (!recipient) return failed(Code::Missing, "no such recipient");
	const auto now = _services.now();
	const auto& grant = recipient->grant;
	if (!followed->item.isLive(now) || grant.isOver || grant.opensLeft == 0)
		return refused(Code::Conflict, "over", "nothing is left to open");
	if (!isByServer(followed->message.delivery))
		return refused(Code::Conflict, "not_mailed", "the server mailed nothing and must not see the link's secret");
	auto reported = _services.events.count(sql, wanted, EventKind::Reported, {});
	if (!reported) return reported.error();
	if (*reported > 0) return refused(Code::Conflict, "reported", "the recipient reported this message");
	auto earlier = _services.events.count(sql, wanted, EventKind::Resent, {});
	if (!earlier) return earlier.error();
	if (*earlier >= kMostResent) return refused(Code::Limited, "limited", "sent again too often");
	auto last = _services.events.newest(sql, wanted, EventKind::Resent);
	if (!last) return last.error();
	if (!*last || now >= **last + kBetweenResending) return followed;
	const auto wait = std::chrono::ceil<std::chrono::seconds>(**last + kBetweenResending - now).count();
	return Error{.code = Code::Limited,
		.detail = "sent again a moment ago",
		.problem = "limited",
		.extra = Value::object({{"retry_after", wait}})};
}

Result<std::chrono::seconds> ResendNotice::resend(
	const Tenant& tenant, const Asker& asker, const MessageId& message, const GrantId& grant, const Value& body) const
{
	auto seen = _services.store().read(tenant.id, [&](Sql& sql) -> Result<Followed> {
		auto followed = found(sql, asker.user, message, grant);
		if (!followed) return followed;
		if (auto proven = _services.items.checkProof(sql, grant, body["proof"]); !proven) return proven.error();
		return followed;
	});
	if (!seen) return seen.error();
	const auto& recipient = *seen->recipientOf(grant);
	auto secret = bytesOf(_services.keys(), body["link_secret"], 32, "link_secret");
	if (!secret) return secret.error();
	const Secret link(std::move(secret->value));
	auto content = _notices.contentOf(body["notice"], seen->message.isFilesOnly);
	if (!content) return content.error();
	Result<> done;
	if (seen->message.delivery == Delivery::Sms)
	{
		auto text = _notices.text(tenant, *seen, recipient, link);
		if (!text) return text.error();
		done = renew(asker, message, grant, "", [&](Sql& sql) { return _notices.queueText(sql, *text); });
	}
	else
	{
		const auto code = renewsCode(seen->item, recipient.grant) ? _services.items.drawCode() : std::string();
		auto mails = mailsOf(tenant, *seen, recipient, *content, code, link);
		if (!mails) return mails.error();
		done = renew(asker, message, grant, code, [&](Sql& sql) -> Result<> {
			for (const auto& mail: *mails)
				if (auto queued = _services.outbox.queue(sql, mail); !queued) return queued;
			return {};
		});
	}
	if (!done) return done.error();
	return std::chrono::seconds(kBetweenResending);
}

Result<std::vector<mail::Mail>> ResendNotice::mailsOf(const Tenant& tenant,
	const Followed& followed,
	const Recipient& recipient,
	const NoticeContent& content,
	std::string_view code,
	const Secret& link) const
{
	const Wording wording(_services.context);
	auto notice = _notices.notice(
		wording, tenant, followed, recipient, content, code, _notices.key(recipient.grant, link));
	if (!notice) return notice.error();
	std::vector<mail::Mail> out{std::move(*notice)};
	if (code.empty() || !mailsCode(followed.message.delivery, followed.item.codeDelivery)) return out;
	auto second = _notices.codeMail(wording, tenant, followed, recipient, code);
	if (!second) return second.error();
	out.push_back(std::move(*second));
	return out;
}

Result<> ResendNotice::renew(const Asker& asker,
	const MessageId& message,
	const GrantId& grant,
	std::string_view code,
	const std::function<Result<>(Sql&)>& queue) const
{
	return _services.store().write(asker.tenant, [&](Sql& sql) -> Result<> {
		if (auto locked = _services.items.lock(sql, message); !locked) return locked;
		if (auto still = found(sql, asker.user, message, grant); !still) return still.error();
		if (!code.empty())
			if (auto put = _services.items.setCode(sql, grant, code); !put) return put;
		if (auto put = message_rows::setDelivered(sql, grant, std::nullopt); !put) return put.error();
		if (auto queued = queue(sql); !queued) return queued;
		auto put = _services.events.append(
			sql, {.item = message, .grant = grant, .kind = EventKind::Resent, .actor = asker.actor});
		if (!put) return put.error();
		return _services.audit(sql,
			{.kind = "messages.resent",
				.actor = asker.user,
				.subject = message.value,
				.details = Value::object({{"grant", grant.value}}),
				.address = asker.actor.address});
	});
}

}
