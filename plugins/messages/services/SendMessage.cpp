#include "services/SendMessage.h"

#include "sx/sealed/DraftWire.h"

#include <algorithm>

namespace sx::messages {
namespace {

/// Takes the place of the secret in a link that only the sender's client can complete.
constexpr std::string_view kPlaceholder = "k1_LINK_SECRET";

/// Returns a mail for the sender's own program, its link without the secret.
Value mailValue(const MessageRow& message, const mail::Mail& mail)
{
	return Value::object({{"placeholder", kPlaceholder},
		{"from", Value::object({{"name", message.senderName}, {"address", message.senderAddress}})},
		{"to", Value::object({{"name", mail.to.name}, {"address", mail.to.address}})},
		{"subject", mail.subject},
		{"text", mail.text},
		{"html", mail.html}});
}

Value recipientValue(const sealed::Grant& grant, const std::string& code)
{
	return Value::object(
		{{"address", grant.address}, {"token", grant.token.value}, {"code", code.empty() ? Value() : Value(code)}});
}

/// Counts the mails that the server will send of a message: to each recipient the link, or the code, or each apart.
std::int64_t mailsOf(Delivery delivery, const sealed::Begun& begun)
{
	const auto& grants = begun.grants;
	const auto links = delivery == Delivery::Mail ? static_cast<std::int64_t>(grants.size()) : 0;
	if (!mailsCode(delivery, begun.codeDelivery)) return links;
	return links + std::count_if(grants.begin(), grants.end(), [](const auto& grant) { return !grant.code.empty(); });
}

/// Returns what is told of a message that was sent: its recipients, without codes once they have left.
Value sentValue(const Followed& followed)
{
	Value::List recipients;
	for (const auto& each: followed.recipients) recipients.push_back(recipientValue(each.grant, ""));
	return Value::object({{"id", followed.message.id.value}, {"recipients", std::move(recipients)}});
}

}

Result<ThreadPosition> SendMessage::positionOf(
	const TenantId& tenant, const UserId& person, const Value& inReplyTo) const
{
	if (inReplyTo.isNull()) return ThreadPosition{};
	auto repliedTo = _services.store().read(
		tenant, [&](Sql& sql) { return message_rows::ofPerson(sql, person, {inReplyTo.text()}); });
	if (!repliedTo && repliedTo.error().code == Code::Missing) return invalid("in_reply_to", "no message of yours");
	if (!repliedTo) return repliedTo.error();
	return ThreadPosition{.inReplyTo = repliedTo->id, .first = repliedTo->position.first};
}

sealed::Terms SendMessage::termsOf(
	const Principal& author, const NewMessage& wanted, const ThreadPosition& position) const
{
	sealed::Terms out{.kind = std::string(kKind),
		.owner = author.user,
		.author = {.name = author.name, .address = author.address, .isVerified = !position.isByLink()},
		.language = wanted.language,
		.expiresIn = wanted.expiresIn,
		.grants = {},
		.files = wanted.files,
		.link = position.grant,
		.isInClear = wanted.isFilesOnly};
	for (const auto& each: wanted.recipients)
		out.grants.push_back({each.address, each.name, each.opens, each.gates, each.hasChosenOpens});
	return out;
}

Result<> SendMessage::checkPlan(Sql& sql, const UserId& author, Delivery delivery) const
{
	if (delivery != Delivery::Sms || author.empty() || !_services.entitlements) return {};
	auto person = _services.entitlements->of(sql, author);
	if (!person) return person.error();
	auto has = _services.entitlements->checkFeature(*person, licensing::kSmsGate);
	return has ? has : has.error().at("delivery");
}

// All that will leave is taken here, before anybody has sealed and uploaded: nobody is refused after the work is done.
Result<> SendMessage::take(Sql& sql,
	const UserId& author,
	const NewMessage& wanted,
	const ThreadPosition& position,
	const sealed::Begun& begun,
	const std::vector<std::string>& mobiles) const
{
	const auto recipients = static_cast<std::int64_t>(wanted.recipients.size());
	auto taken = _services.quotas.take(sql, usesOf(author.value, position.grant.value, recipients));
	if (const auto mails = mailsOf(wanted.delivery, begun); taken && mails > 0)
		taken = _services.outbox.reserve(sql, author, mails);
	for (std::size_t i = 0; taken && i < mobiles.size(); ++i)
	{
		sms::Text text;
		text.to = {mobiles[i], ""};
		text.cause = author;
		taken = _services.texts->reserve(sql, text);
		if (!taken) return taken.error().at("recipients[" + std::to_string(i) + "].mobile");
	}
	return taken;
}

Result<Value> SendMessage::create(const TenantId& tenant,
	const Principal& author,
	const NewMessage& wanted,
	const ThreadPosition& position,
	const std::string& from) const
{
	auto terms = termsOf(author, wanted, position);
	if (author.user.empty()) terms.network = from;
	std::vector<std::string> mobiles;
	if (wanted.delivery == Delivery::Sms)
		for (std::size_t i = 0; i < wanted.recipients.size(); ++i)
		{
			auto mobile = _notices.e164Of(wanted.recipients[i].mobile, wanted.recipients[i].country);
			if (!mobile) return invalid("recipients[" + std::to_string(i) + "].mobile", mobile.error().detail);
			mobiles.push_back(std::move(*mobile));
		}
	auto begun = _services.store().write(tenant, [&](Sql& sql) -> Result<sealed::Begun> {
		if (auto may = checkPlan(sql, author.user, wanted.delivery); !may) return may.error();
		auto item = _services.items.begin(sql, terms);
		if (!item) return sealed::inWordsOf(wanted.recipients, item.error());
		if (auto taken = take(sql, author.user, wanted, position, *item, mobiles); !taken) return taken.error();
		MessageRow message{.id = item->id,
			.sender = author.user,
			.senderName = author.name,
			.senderAddress = author.address,
			.senderZone = author.timeZone,
			.senderLanguage = author.language,
			.delivery = wanted.delivery,
			.isFilesOnly = wanted.isFilesOnly,
			.made = _services.now(),
			.position = position};
		std::vector<RecipientRow> recipients;
		for (std::size_t i = 0; i < item->grants.size(); ++i)
		{
			recipients.push_back({.grant = item->grants[i].id});
			if (!mobiles.empty())
				recipients.back().mobile = _notices.sealedMobile(tenant, item->grants[i].id, mobiles[i]);
		}
		if (auto put = message_rows::insert(sql, message, recipients); !put) return put.error();
		return item;
	});
	if (!begun) return begun.error();

	auto told = sealed::begunValue(_services.keys(), terms, *begun, tellsCode(wanted.delivery, begun->codeDelivery));
	told.set("from", Value::object({{"name", author.name}, {"address", author.address}}));
	return told;
}

Result<std::vector<Secret>> SendMessage::secretsOf(const Followed& followed, const Value& list) const
{
	const bool isCarried = isByServer(followed.message.delivery);
	std::vector<Secret> out(followed.recipients.size());
	for (std::size_t at = 0; at < list.list().size(); ++at)
	{
		const auto field = "grants[" + std::to_string(at) + "].link_secret";
		const auto& each = list.list()[at];
		if (!isCarried && !each["link_secret"].isNull())
			return invalid(field, "the server must not see the secret of a link that it does not carry");
		if (!isCarried) continue;
		auto secret = bytesOf(_services.keys(), each["link_secret"], 32, field);
		if (!secret) return secret.error();
		for (std::size_t i = 0; i < out.size(); ++i)
			if (followed.recipients[i].grant.id.value == each["grant"].text())
				out[i] = Secret(std::move(secret->value));
	}
	return out;
}

Result<Value> SendMessage::send(
	const Tenant& tenant, const Asker& asker, const MessageId& message, const Value& body) const
{
	return send(
		tenant, asker.actor, [&](Sql& sql) { return message_rows::ofSender(sql, asker.user, message); }, body);
}

Result<Value> SendMessage::send(
	const Tenant& tenant, const sealed::Actor& actor, const Find& find, const Value& body) const
{
	std::vector<std::string> codes;
	auto followed = _services.store().read(tenant.id, [&](Sql& sql) -> Result<Followed> {
		auto row = find(sql);
		if (!row) return row.error();
		auto all = _services.items.codes(sql, row->id);
		if (!all) return all.error();
		codes = std::move(*all);
		return followedOf(_services, sql, std::move(*row));
	});
	if (!followed) return followed.error();
	std::vector<sealed::Grant> grants;
	for (const auto& each: followed->recipients) grants.push_back(each.grant);
	auto sealed = _services.items.readSealed(body["grants"], grants);
	if (!sealed) return sealed.error();
	auto secrets = secretsOf(*followed, body["grants"]);
	if (!secrets) return secrets.error();
	auto note = _services.keys().fromBase64Url(body["note"].text());
	if (!note) return invalid("note", "the note is not base64url");
	auto content = _notices.contentOf(body["notice"], followed->message.isFilesOnly);
	if (!content) return content.error();

	Notified notified;
	Value::List recipients;
	for (std::size_t i = 0; i < grants.size() && !followed->message.sent; ++i)
	{
		const bool isTold = tellsCode(followed->message.delivery, followed->item.codeDelivery);
		auto told = recipientValue(grants[i], isTold ? codes[i] : "");
		auto done = notify(
			notified, told, tenant, *followed, followed->recipients[i], *content, codes[i], (*secrets)[i]);
		if (!done) return done.error();
		recipients.push_back(std::move(told));
	}
	auto isFirst = commit(actor, tenant.id, *followed, *sealed, *note, notified);
	if (!isFirst) return isFirst.error();
	if (!*isFirst) return sentValue(*followed);
	_services.context.metrics().count("sent");
	return Value::object({{"id", followed->message.id.value}, {"recipients", std::move(recipients)}});
}

Result<> SendMessage::notify(Notified& out,
	Value& told,
	const Tenant& tenant,
	const Followed& followed,
	const Recipient& recipient,
	const NoticeContent& content,
	std::string_view code,
	const Secret& linkSecret) const
{
	const auto delivery = followed.message.delivery;
	if (delivery == Delivery::Link) return {};
	if (delivery == Delivery::Sms)
	{
		auto text = _notices.text(tenant, followed, recipient, linkSecret);
		if (!text) return text.error();
		text->budget = sms::Budget::Reserved;
		out.texts.push_back(std::move(*text));
		return {};
	}
	// With delivery eml, the sender's client puts the secret into a mail that the sender's own program sends.
	const bool isMailed = delivery == Delivery::Mail;
	const auto key = isMailed ? _notices.key(recipient.grant, linkSecret)
							  : recipient.grant.token.value + '#' + std::string(kPlaceholder);
	const Wording wording(_services.context);
	auto mail = _notices.notice(wording, tenant, followed, recipient, content, code, key);
	if (!mail) return mail.error();
	mail->budget = mail::Budget::Reserved;
	if (isMailed)
		out.mails.push_back(std::move(*mail));
	else
		told.set("mail", mailValue(followed.message, *mail));
	if (code.empty() || !mailsCode(delivery, followed.item.codeDelivery)) return {};
	auto second = _notices.codeMail(wording, tenant, followed, recipient, code);
	if (!second) return second.error();
	second->budget = mail::Budget::Reserved;
	out.mails.push_back(std::move(*second));
	return {};
}

Result<bool> SendMessage::commit(const sealed::Actor& actor,
	const TenantId& tenant,
	const Followed& followed,
	const std::vector<sealed::SealedGrant>& grants,
	const Bytes& note,
	const Notified& notified) const
{
	return _services.store().write(tenant, [&](Sql& sql) -> Result<bool> {
		auto isFirst = _services.items.seal(sql, followed.message.id, grants, note, actor);
		if (!isFirst || !*isFirst) return isFirst;
		if (auto put = message_rows::setSent(sql, followed.message.id, _services.now()); !put) return put.error();
		for (const auto& mail: notified.mails)
			if (auto queued = _services.outbox.queue(sql, mail); !queued) return queued.error();
		// One refused text rolls back all of them: the sender learns whose it was before anything has left.
		for (std::size_t i = 0; i < notified.texts.size(); ++i)
			if (auto queued = _notices.queueText(sql, notified.texts[i]); !queued)
				return queued.error().at("recipients[" + std::to_string(i) + "].mobile");
		if (auto noted = noteSent(sql, actor, followed); !noted) return noted.error();
		return true;
	});
}

Result<> SendMessage::noteSent(Sql& sql, const sealed::Actor& actor, const Followed& followed) const
{
	const auto& message = followed.message;
	if (message.position.isByLink())
	{
		auto put = _services.events.append(sql,
			{.item = message.position.inReplyTo,
				.grant = message.position.grant,
				.kind = sealed::EventKind::Replied,
				.cause = message.id.value,
				.actor = actor});
		if (!put) return put.error();
	}
	if (!message.sender.empty() && _services.accounts)
		if (auto noted = _services.accounts->noteSent(sql, message.sender, _services.now()); !noted) return noted;
	int opens = 0;
	for (const auto& each: followed.recipients) opens = std::max(opens, each.grant.opens);
	return _services.audit(sql,
		{.kind = "messages.sent",
			.actor = message.sender,
			.subject = message.id.value,
			.details = Value::object(
				{{"recipients", static_cast<std::int64_t>(followed.recipients.size())}, {"opens", opens}}),
			.address = actor.address});
}

}
