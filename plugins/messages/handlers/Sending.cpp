#include "handlers/Sending.h"

#include "domain/OpeningCode.h"
#include "domain/Receipt.h"
#include "domain/SlotHeader.h"
#include "handlers/Gates.h"
#include "handlers/Register.h"
#include "store/EventRows.h"
#include "store/ReplyRows.h"

namespace sx::messages {
namespace {

constexpr std::size_t kShareBytes = 32, kMaxNoteBytes = 8192;

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

std::string grantField(std::size_t index, std::string_view member)
{
	return "grants[" + std::to_string(index) + "]." + std::string(member);
}

Value recipientValue(const GrantRow& grant, const std::string& code)
{
	return Value::object(
		{{"address", grant.address}, {"token", grant.token.value}, {"code", code.empty() ? Value() : Value(code)}});
}

}

Result<std::string> Sending::newCode() const
{
	for (int turn = 0; turn < 8; ++turn)
		if (auto code = makeOpeningCode(_services.keys().random(32).value); !code.empty()) return code;
	return Error{Code::Internal, "no opening code from 256 random bytes"};
}

Result<Sending::Draft> Sending::draftOf(const Principal& sender, const TenantId& tenant, const NewMessage& wanted) const
{
	const auto& keys = _services.keys();
	const auto now = _services.now();
	Draft out;
	out.message.id = {newId(keys)};
	out.message.sender = sender.user;
	out.message.senderName = sender.name;
	out.message.senderAddress = sender.address;
	out.message.senderZone = sender.timeZone;
	out.message.senderLanguage = sender.language;
	out.message.language = wanted.language;
	out.message.opens = wanted.opens;
	out.message.gates = wanted.gates;
	out.message.delivery = wanted.delivery;
	out.message.isFilesOnly = wanted.isFilesOnly;
	out.message.made = now;
	out.message.expires = now + wanted.expiresIn;
	for (std::size_t i = 0; i < wanted.recipients.size(); ++i)
	{
		const auto& recipient = wanted.recipients[i];
		GrantRow grant;
		grant.id = {newId(keys)};
		grant.token = {keys.token()};
		grant.address = recipient.address;
		grant.name = recipient.name;
		grant.opens = grant.opensLeft = recipient.opens;
		grant.gates = recipient.gates.flags;
		for (const auto& [name, setting]: recipient.gates.others)
		{
			const auto field = "recipients[" + std::to_string(i) + "]" +
				(name == "sms" ? std::string() : ".gates." + name);
			auto gate = newGate(_services, tenant, grant.id, name, setting, field);
			if (!gate) return gate.error();
			grant.others.push_back(std::move(*gate));
		}
		if (wanted.delivery == Delivery::Sms)
		{
			auto mobile = sealedMobile(_services, tenant, grant.id, recipient.mobile, recipient.country);
			if (!mobile)
				return Error{
					Code::Invalid, mobile.error().detail, "", "", "recipients[" + std::to_string(i) + "].mobile"};
			grant.mobile = std::move(*mobile);
		}
		Secret share(keys.random(kShareBytes).value);
		grant.share = keys.seal(rowIdentity(tenant, grant.id.value, "share"), share.reveal());
		std::string code;
		if (grant.gates & kCodeGate)
		{
			auto made = newCode();
			if (!made) return made.error();
			code = std::move(*made);
			grant.codeMac = keys.mac("messages.code", grant.id.value + code);
			grant.codeSealed = keys.seal(rowIdentity(tenant, grant.id.value, "code"), code);
		}
		out.grants.push_back(std::move(grant));
		out.shares.push_back(std::move(share));
		out.codes.push_back(std::move(code));
	}
	return out;
}

Result<Response> Sending::create(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto limits = _services.limits;
	for (const auto* gate: _services.gates)
		if (gate->isOffered()) limits.otherGates.emplace_back(gate->name());
	auto wanted = parseNewMessage(*body, limits);
	if (!wanted) return wanted.error();
	auto position = positionOf(request, (*body)["in_reply_to"]);
	if (!position) return position.error();
	return create(request, *request.principal(), *wanted, *position);
}

Result<ThreadPosition> Sending::positionOf(Request& request, const Value& inReplyTo) const
{
	if (inReplyTo.isNull()) return ThreadPosition{};
	auto repliedTo = _services.store().read(request.tenant().id,
		[&](Sql& sql) { return reply_rows::ofPerson(sql, request.principal()->user, {inReplyTo.text()}); });
	if (!repliedTo && repliedTo.error().code == Code::Missing)
		return Error{Code::Invalid, "no message of yours", "", "", "in_reply_to"};
	if (!repliedTo) return repliedTo.error();
	return reply_rows::positionAfter(*repliedTo);
}

Result<Response> Sending::create(
	Request& request, const Principal& author, const NewMessage& wanted, const ThreadPosition& position) const
{
	const auto& tenant = request.tenant().id;
	auto draft = draftOf(author, tenant, wanted);
	if (!draft) return draft.error();
	draft->message.position = position;
	auto stored = _services.store().write(tenant, [&](Sql& sql) -> Result<> {
		std::vector<FileRow> files;
		for (const auto& file: wanted.files)
		{
			auto blob = _services.blobs.create(sql, file.bytes);
			if (!blob) return blob.error();
			files.push_back({file.id, *blob, file.bytes});
		}
		return message_rows::insert(sql, draft->message, draft->grants, files);
	});
	if (!stored) return stored.error();

	Value::List grants;
	for (std::size_t i = 0; i < draft->grants.size(); ++i)
	{
		const auto& grant = draft->grants[i];
		const bool isTold = wanted.delivery != Delivery::Mail && !draft->codes[i].empty();
		grants.push_back(Value::object({{"grant", grant.id.value},
			{"address", grant.address},
			{"token", grant.token.value},
			{"share", _services.keys().toBase64Url(draft->shares[i].reveal())},
			{"code", isTold ? Value(draft->codes[i]) : Value()},
			{"flags", static_cast<std::int64_t>(grant.gates)}}));
	}
	auto response = Response::json(
		Value::object({{"id", draft->message.id.value},
			{"expires", isoTime(draft->message.expires)},
			{"part_bytes", storage::kPartBytes},
			{"grants", std::move(grants)},
			{"from", Value::object({{"name", draft->message.senderName}, {"address", draft->message.senderAddress}})}}),
		201);
	response.header("Cache-Control", "no-store");
	return response;
}

Result<Response> Sending::putPart(Request& request) const
{
	return putPart(request, [&](Sql& sql) {
		return message_rows::draftBlob(
			sql, request.principal()->user, {request.parameter("id")}, {request.parameter("file")});
	});
}

Result<Response> Sending::putPart(Request& request, const FindBlob& find) const
{
	const auto& tenant = request.tenant().id;
	auto blob = _services.store().read(tenant, find);
	if (!blob) return blob.error();
	const auto part = request.parameter("part");
	if (part.empty() || part.size() > 6) return Error{Code::Invalid, "no such part", "", "", "part"};
	return _services.blobs.putPart(tenant, *blob, storage::partBodyOf(request, std::stoi(part)));
}

Result<Response> Sending::parts(Request& request) const
{
	return parts(request, [&](Sql& sql) {
		return message_rows::draftBlob(
			sql, request.principal()->user, {request.parameter("id")}, {request.parameter("file")});
	});
}

Result<Response> Sending::parts(Request& request, const FindBlob& find) const
{
	const auto& tenant = request.tenant().id;
	auto blob = _services.store().read(tenant, find);
	if (!blob) return blob.error();
	auto parts = _services.blobs.parts(tenant, *blob);
	if (!parts) return parts.error();
	Value::List list;
	for (int part: *parts) list.emplace_back(part);
	return Response::json(Value::object({{"parts", std::move(list)}}));
}

Result<Sending::Brought> Sending::broughtOf(
	const Value& each, const MessageRow& message, const GrantRow& grant, const std::string& field) const
{
	const auto& keys = _services.keys();
	auto slot = bytesOf(keys, each["slot"], kSlotBytes, field + "slot");
	if (!slot) return slot.error();
	auto messageId = keys.fromBase64Url(message.id.value), grantId = keys.fromBase64Url(grant.id.value);
	if (!messageId || !grantId) return Error{Code::Internal, "an id is not base64url"};
	if (auto fits = checkSlot(slot->value, {messageId->value, grantId->value, grant.gates}, field + "slot"); !fits)
		return fits.error();
	auto proof = bytesOf(keys, each["proof"], 32, field + "proof");
	if (!proof) return proof.error();
	Brought out;
	out.grant.id = grant.id;
	out.grant.slot = std::move(*slot);
	out.grant.proofMac = keys.mac("messages.proof", grant.id.value + proof->value);
	if (grant.gates & kPasswordGate)
	{
		auto password = bytesOf(keys, each["password_proof"], 32, field + "password_proof");
		if (!password) return password.error();
		out.grant.passwordMac = keys.mac("messages.password", grant.id.value + password->value);
	}
	if (isByServer(message.delivery))
	{
		auto secret = bytesOf(keys, each["link_secret"], 32, field + "link_secret");
		if (!secret) return secret.error();
		out.linkSecret = Secret(std::move(secret->value));
	}
	else if (!each["link_secret"].isNull())
		return Error{Code::Invalid,
			"the server must not see the secret of a link that it does not carry",
			"",
			"",
			field + "link_secret"};
	return out;
}

Result<std::vector<Sending::Brought>> Sending::allBrought(
	const Value& list, const MessageRow& message, const std::vector<GrantRow>& grants) const
{
	if (list.list().size() != grants.size())
		return Error{Code::Invalid, "not every recipient's grant", "", "", "grants"};
	std::vector<Brought> out;
	for (std::size_t i = 0; i < grants.size(); ++i)
	{
		std::size_t at = 0;
		while (at < grants.size() && list.list()[at]["grant"].text() != grants[i].id.value) ++at;
		if (at == grants.size()) return Error{Code::Invalid, "a recipient's grant is missing", "", "", "grants"};
		auto brought = broughtOf(list.list()[at], message, grants[i], grantField(at, ""));
		if (!brought) return brought.error();
		out.push_back(std::move(*brought));
	}
	return out;
}

Result<std::vector<std::string>> Sending::codesOf(const TenantId& tenant, const std::vector<GrantRow>& grants) const
{
	std::vector<std::string> out;
	for (const auto& grant: grants)
	{
		if (grant.codeSealed.value.empty())
		{
			out.emplace_back();
			continue;
		}
		auto code = _services.keys().open(rowIdentity(tenant, grant.id.value, "code"), grant.codeSealed);
		if (!code) return code.error();
		out.emplace_back(code->reveal());
	}
	return out;
}

Result<Response> Sending::send(Request& request) const
{
	return send(request,
		[&](Sql& sql) { return message_rows::ofSender(sql, request.principal()->user, {request.parameter("id")}); });
}

Result<Response> Sending::send(Request& request, const FindMessage& find) const
{
	auto body = request.json();
	if (!body) return body.error();
	const auto& tenant = request.tenant();
	std::vector<GrantRow> grants;
	auto message = _services.store().read(tenant.id, [&](Sql& sql) -> Result<MessageRow> {
		auto row = find(sql);
		if (!row) return row;
		auto all = message_rows::grantsOf(sql, row->id);
		if (!all) return all.error();
		grants = std::move(*all);
		if (auto loaded = message_rows::loadGates(sql, row->id, grants); !loaded) return loaded.error();
		return row;
	});
	if (!message) return message.error();
	auto brought = allBrought((*body)["grants"], *message, grants);
	if (!brought) return brought.error();
	if (message->state == "sent") return sentAlready(*message, grants, *brought);
	if (message->state != "draft" || _services.now() >= message->expires)
		return Error{Code::Conflict, "the message is over", "", "over"};
	auto note = _services.keys().fromBase64Url((*body)["note"].text());
	if (!note || note->size() > kMaxNoteBytes)
		return Error{Code::Invalid, "the note is not base64url, or too long", "", "", "note"};
	auto content = Notices::contentOf((*body)["notice"], message->isFilesOnly);
	if (!content) return content.error();
	auto codes = codesOf(tenant.id, grants);
	if (!codes) return codes.error();

	Notified notified;
	Value::List recipients;
	for (std::size_t i = 0; i < grants.size(); ++i)
	{
		auto recipient = recipientValue(grants[i], message->delivery == Delivery::Mail ? "" : (*codes)[i]);
		if (auto done = notify(
				notified, recipient, tenant, *message, grants[i], *content, (*codes)[i], (*brought)[i].linkSecret);
			!done)
			return done.error();
		recipients.push_back(std::move(recipient));
	}
	if (auto done = commit(request, *message, *note, *brought, notified); !done) return done.error();
	_services.context.metrics().count("sent");
	return Response::json(Value::object({{"id", message->id.value}, {"recipients", std::move(recipients)}}));
}

Result<> Sending::notify(Notified& out,
	Value& recipient,
	const Tenant& tenant,
	const MessageRow& message,
	const GrantRow& grant,
	const NoticeContent& content,
	std::string_view code,
	const Secret& linkSecret) const
{
	if (message.delivery == Delivery::Link) return {};
	if (message.delivery == Delivery::Sms)
	{
		auto text = _notices.text(tenant, message, grant, linkSecret);
		if (!text) return text.error();
		out.texts.push_back(std::move(*text));
		return {};
	}
	// With delivery eml, the sender's client puts the secret into a mail that the sender's own program sends.
	const bool isMailed = message.delivery == Delivery::Mail;
	const auto key = isMailed ? _notices.key(grant, linkSecret) : grant.token.value + '#' + std::string(kPlaceholder);
	auto mail = _notices.notice(tenant, message, grant, content, code, key);
	if (!mail) return mail.error();
	if (isMailed)
		out.mails.push_back(std::move(*mail));
	else
		recipient.set("mail", mailValue(message, *mail));
	return {};
}

Result<> Sending::commit(Request& request,
	const MessageRow& message,
	const Bytes& note,
	const std::vector<Brought>& brought,
	const Notified& notified) const
{
	const auto now = _services.now();
	auto sent = eventOf(request, _services, message.id, {}, "sent");
	return _services.store().write(request.tenant().id, [&](Sql& sql) -> Result<> {
		auto marked = message_rows::markSent(sql, message.id, note, now);
		if (!marked) return marked.error();
		if (!*marked) return Error{Code::Conflict, "the message is no draft any more", "", "over"};
		auto files = message_rows::filesOf(sql, message.id);
		if (!files) return files.error();
		for (const auto& file: *files)
			if (auto whole = _services.blobs.complete(sql, file.blob); !whole)
				return Error{whole.error().code,
					whole.error().detail,
					"",
					"parts_missing",
					"files",
					Value::object({{"file", file.id.value}})};
		for (const auto& each: brought)
			if (auto put = message_rows::setSent(sql, each.grant); !put) return put;
		for (const auto& mail: notified.mails)
			if (auto queued = _services.outbox.queue(sql, mail); !queued) return queued;
		// One refused text rolls back all of them: the sender learns whose it was before anything has left.
		for (std::size_t i = 0; i < notified.texts.size(); ++i)
			if (auto queued = queueText(_services, sql, request.tenant().id, notified.texts[i]); !queued)
				return Error{queued.error().code,
					queued.error().detail,
					"",
					queued.error().problem,
					"recipients[" + std::to_string(i) + "].mobile",
					queued.error().extra};
		if (auto put = event_rows::append(sql, sent); !put) return put;
		if (message.position.isByLink())
		{
			auto replied = eventOf(
				request, _services, message.position.inReplyTo, message.position.grant, "replied", message.id.value);
			if (auto put = event_rows::append(sql, replied); !put) return put;
		}
		return _services.audit(sql,
			{.kind = "messages.sent",
				.actor = message.sender,
				.subject = message.id.value,
				.details = Value::object(
					{{"recipients", static_cast<std::int64_t>(brought.size())}, {"opens", message.opens}}),
				.address = request.clientAddress()});
	});
}

Result<Response> Sending::sentAlready(
	const MessageRow& message, const std::vector<GrantRow>& grants, const std::vector<Brought>& brought) const
{
	// A client that lost the response sends again: the same slots are the same sending.
	for (std::size_t i = 0; i < grants.size(); ++i)
		if (grants[i].slot != brought[i].grant.slot)
			return Error{Code::Conflict, "the message was sent with other slots", "", "over"};
	Value::List recipients;
	for (const auto& grant: grants) recipients.push_back(recipientValue(grant, ""));
	return Response::json(Value::object({{"id", message.id.value}, {"recipients", std::move(recipients)}}));
}

}
