#include "services/Notices.h"

#include "sx/text.h"

namespace sx::messages {
namespace {

/// Limits a name in a text: a longer one would push the text over what most companies pay for.
constexpr std::size_t kMaxTextName = 40;

constexpr std::size_t kMaxSubject = 300, kMaxFileName = 512, kMaxBody = 400'000;

bool isSha256(std::string_view text) noexcept
{
	return text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// Builds the rows of the mail's table; `line` holds a row's name and value for the text part.
class Facts
{
public:
	Facts(const Pages& pages, const Language& language): _pages(pages), _language(language) {}
	Facts& add(std::string_view key, std::string value)
	{
		auto fact = Value::object(
			{{"name", _pages.text(_language, key, Value::object({}))}, {"value", std::move(value)}});
		fact.set("line", _pages.text(_language, "notice.fact", fact));
		_list.push_back(std::move(fact));
		return *this;
	}
	Value::List take() { return std::move(_list); }

private:
	const Pages& _pages;
	const Language& _language;
	Value::List _list;
};

std::string mobileIdentity(const TenantId& tenant, const GrantId& grant)
{
	return "messages/" + tenant.value + '/' + grant.value + "/mobile";
}

Value textOf(std::string text) { return Value::object({{"text", std::move(text)}}); }
std::string addressOf(const Tenant& tenant, const std::string& key) { return tenant.origin + "/m/" + key; }
Value tenantOf(const Tenant& tenant) { return Value::object({{"name", tenant.name}, {"brand", tenant.brand}}); }

}

Result<NoticeContent> Notices::contentOf(const Value& notice, bool isFilesOnly) const
{
	NoticeContent out;
	out.subject = cleanLine(notice["subject"].text());
	if (charactersIn(out.subject) > kMaxSubject) return invalid("notice.subject", "too long");
	const auto& files = notice["files"].list();
	if (files.size() > 1000) return invalid("notice.files", "too many");
	for (std::size_t i = 0; i < files.size(); ++i)
	{
		const auto field = "notice.files[" + std::to_string(i) + "].";
		auto name = cleanLine(files[i]["name"].text());
		if (name.empty() || charactersIn(name) > kMaxFileName) return invalid(field + "name", "not a name");
		if (files[i]["size"].integer(-1) < 0) return invalid(field + "size", "not a size");
		if (!isSha256(files[i]["sha256"].text())) return invalid(field + "sha256", "not 64 hexadecimal digits");
		out.files.push_back({std::move(name), files[i]["size"].integer(), files[i]["sha256"].text()});
	}
	const auto& body = notice["body"];
	if (!isFilesOnly && !body.isNull()) return invalid("notice.body", "the whole message is protected");
	if (!isFilesOnly) return out;
	if (out.subject.empty()) return invalid("notice.subject", "a mail in clear has a subject");
	if (out.files.empty()) return invalid("notice.files", "the slip names the files", "no_files");
	if (!body["text"].isText() || body["text"].text().size() > kMaxBody)
		return invalid("notice.body.text", "missing or too long");
	out.html = body["html"].text();
	out.text = body["text"].text();
	if (out.html.size() > kMaxBody) return invalid("notice.body.html", "too long");
	if (auto clean = _services.outbox.checkRichText(out.html); !clean) return clean.error().at("notice.body.html");
	return out;
}

Result<> Notices::bodies(mail::Mail& mail, std::string_view name, const Value& view) const
{
	const auto& pages = _services.context.pages();
	auto text = pages.render(mail.language, "mails/" + std::string(name) + ".text", view);
	if (!text) return text.error();
	auto html = pages.render(mail.language, "mails/" + std::string(name) + ".html", view);
	if (!html) return html.error();
	mail.text = std::move(*text);
	mail.html = std::move(*html);
	return {};
}

Result<mail::Mail> Notices::notice(const Tenant& tenant,
	const Followed& followed,
	const Recipient& recipient,
	const NoticeContent& content,
	std::string_view code,
	const std::string& key) const
{
	const auto& pages = _services.context.pages();
	const auto& [message, item, recipients] = followed;
	const auto& grant = recipient.grant;
	const auto& language = item.language;
	auto word = [&](std::string_view key, const Value& arguments = Value::object({})) {
		return pages.text(language, key, arguments);
	};
	const auto sender = Value::object(
		{{"sender", message.senderName}, {"address", message.senderAddress}, {"tenant", tenant.name}});
	const auto expires = pages.dateTime(
		language, item.expires, zoneOf(tenant, grant.address), Pages::Style::LongWithZone);
	const auto spaced = code.empty() ? std::string() : sealed::spacedOpeningCode(code);

	mail::Mail out;
	out.to = {grant.address, grant.name};
	out.fromName = word("notice.from", sender);
	out.replyTo = {message.senderAddress, message.senderName};
	out.subject = message.isFilesOnly
		? content.subject
		: word(message.position.inReplyTo.empty() ? "notice.subject" : "notice.reply", sender);
	out.language = language;
	out.kind = kNoticeKind;
	out.cause = message.sender;
	out.about = grant.id.value;

	Value::List files;
	for (const auto& file: content.files)
		files.push_back(Value::object({{"name", file.name},
			{"size", pages.byteSize(language, file.bytes)},
			{"sha256", file.sha256.substr(0, 32) + ' ' + file.sha256.substr(32)}}));
	const auto gates = _services.items.gateTitles(language, grant);

	const auto view = Value::object({
		{"tenant", tenantOf(tenant)},
		{"title", out.subject},
		{"preheader",
			word(code.empty() ? "notice.preheader.plain" : "notice.preheader.code",
				Value::object({{"code", spaced}, {"date", expires}}))},
		{"body",
			message.isFilesOnly ? Value::object({{"html", SafeHtml{content.html}}, {"text", content.text}}) : Value()},
		{"slip", message.isFilesOnly ? textOf(word("notice.slip")) : Value()},
		{"topic",
			content.subject.empty() || message.isFilesOnly
				? Value()
				: textOf(word("notice.topic", Value::object({{"subject", content.subject}})))},
		{"intro", textOf(word(message.isFilesOnly ? "notice.intro_files" : "notice.intro"))},
		{"code", code.empty() ? Value() : Value::object({{"word", word("notice.code")}, {"code", spaced}})},
		{"button",
			Value::object({{"word", word(message.isFilesOnly ? "notice.download" : "notice.read")},
				{"url", addressOf(tenant, key)}})},
		// This is no URL, so that nothing rewrites it: the page takes it where link protection cut the link (row I4).
		{"key", Value::object({{"word", word("notice.key")}, {"key", key}})},
		{"facts",
			Facts(pages, language)
				.add("notice.expires", expires)
				.add(message.isFilesOnly ? "notice.downloads" : "notice.opens", pages.number(language, grant.opens))
				.add("notice.gates", gates.empty() ? word("notice.no_gates") : gates)
				.take()},
		{"hasFiles", !files.empty()},
		{"filesHeading",
			textOf(word("notice.files", Value::object({{"count", static_cast<std::int64_t>(files.size())}})))},
		{"files", std::move(files)},
		{"stepsHeading", textOf(word("notice.before"))},
		{"steps", stepsOf(followed, recipient)},
		{"footer", word(message.position.isByLink() ? "notice.unverified" : "notice.verified", sender)},
	});
	if (auto done = bodies(out, "notice", view); !done) return done.error();
	return out;
}

std::string Notices::zoneOf(const Tenant& tenant, std::string_view address) const
{
	if (!_services.accounts) return tenant.timeZone;
	auto person = _services.accounts->byAddress(tenant.id, address);
	return person ? person->timeZone : tenant.timeZone;
}

Value::List Notices::stepsOf(const Followed& followed, const Recipient& recipient) const
{
	const auto& language = followed.item.language;
	auto word = [&](std::string_view key, const Value& arguments) {
		return _services.context.pages().text(language, key, arguments);
	};
	Value::List steps;
	auto add = [&](std::string text) {
		steps.push_back(Value::object({{"number", std::to_string(steps.size() + 1)}, {"text", std::move(text)}}));
	};
	if (recipient.grant.flags & sealed::kPasswordGate)
		add(word("notice.step.password", Value::object({{"sender", followed.message.senderName}})));
	for (auto& text: _services.items.gateSteps(language, recipient.grant)) add(std::move(text));
	const auto minutes = std::chrono::floor<std::chrono::minutes>(_services.items.limits().lease).count();
	add(word("notice.step.read", Value::object({{"minutes", minutes}})));
	add(word("notice.step.end", Value::Object{}));
	return steps;
}

std::string Notices::key(const sealed::Grant& grant, const Secret& linkSecret) const
{
	return grant.token.value + "#k1_" + _services.keys().toBase64Url(linkSecret.reveal());
}

Result<sms::Text> Notices::text(
	const Tenant& tenant, const Followed& followed, const Recipient& recipient, const Secret& linkSecret) const
{
	if (!_services.texts) return failed(Code::Unavailable, "no texts are sent here any more");
	const auto& grant = recipient.grant;
	auto mobile = _services.keys().open(mobileIdentity(tenant.id, grant.id), recipient.mobile);
	if (!mobile) return mobile.error();
	auto number = _services.texts->parse(mobile->reveal(), "");
	if (!number) return number.error();
	auto words = _services.context.pages().text(followed.item.language,
		grant.flags & sealed::kCodeGate ? "sms.link_code" : "sms.link",
		Value::object({{"sender", firstCharacters(cleanLine(followed.message.senderName), kMaxTextName)},
			{"link", addressOf(tenant, key(grant, linkSecret))}}));
	return sms::Text{.to = std::move(*number),
		.text = std::move(words),
		.language = followed.item.language,
		.kind = std::string(kTextKind),
		.about = grant.id.value,
		.cause = followed.message.sender};
}

Result<std::string> Notices::e164Of(const std::string& typed, const std::string& country) const
{
	if (!_services.texts) return failed(Code::Invalid, "not offered by this server");
	auto number = _services.texts->parse(typed, country);
	if (!number) return number.error();
	return number->e164;
}

Bytes Notices::sealedMobile(const TenantId& tenant, const GrantId& grant, std::string_view e164) const
{
	return _services.keys().seal(mobileIdentity(tenant, grant), e164);
}

Result<> Notices::queueText(Sql& sql, const sms::Text& text) const
{
	if (!_services.texts) return failed(Code::Unavailable, "no texts are sent here any more");
	return _services.texts->queue(sql, sql.tenant(), text);
}

mail::Mail Notices::toSender(
	const Tenant& tenant, const MessageRow& message, const char* kind, std::string subject) const
{
	mail::Mail out;
	out.to = {message.senderAddress, message.senderName};
	out.fromName = tenant.name;
	out.subject = std::move(subject);
	out.language = message.senderLanguage;
	out.kind = kind;
	return out;
}

Result<mail::Mail> Notices::opened(
	const Tenant& tenant, const Followed& followed, const Recipient& to, const sealed::Event& event) const
{
	const auto& pages = _services.context.pages();
	const auto& message = followed.message;
	const auto& grant = to.grant;
	const auto& language = message.senderLanguage;
	auto word = [&](std::string_view key, const Value& arguments = Value::object({})) {
		return pages.text(language, key, arguments);
	};
	auto date = [&](Instant at) {
		return pages.dateTime(language, at, message.senderZone, Pages::Style::LongWithZone);
	};
	const auto numbers = Value::object({{"number", event.number}, {"opens", grant.opens}, {"date", date(event.at)}});

	auto out = toSender(
		tenant, message, "messages.opened", word("told.subject", Value::object({{"recipient", grant.shownName()}})));
	out.about = event.id.value;
	Facts facts(pages, language);
	facts.add("told.recipient", grant.address)
		.add("told.at", date(event.at))
		.add("told.open", word("told.number", numbers))
		.add("told.address", event.actor.address);
	if (auto browser = _services.events.browserName(event.actor.agent); !browser.empty())
		facts.add("told.browser", std::move(browser));
	const auto view = Value::object({
		{"tenant", tenantOf(tenant)},
		{"title", out.subject},
		{"preheader", word("told.preheader", numbers)},
		{"intro", textOf(word("told.intro", Value::object({{"date", date(message.sent.value_or(message.made))}})))},
		{"facts", facts.take()},
		{"left", textOf(word("told.left", Value::object({{"left", grant.opens - event.number}})))},
		// Whoever replied from a reading page has no portal to follow the reply in.
		{"button",
			message.sender.empty() ? Value()
								   : Value::object({{"word", word("told.follow")},
										 {"url", tenant.origin + "/messages/" + message.id.value}})},
		{"footer", word("told.why", Value::object({{"tenant", tenant.name}}))},
	});
	if (auto done = bodies(out, "opened", view); !done) return done.error();
	return out;
}

Result<mail::Mail> Notices::askedAgain(const Tenant& tenant, const Followed& followed, const Recipient& by) const
{
	const auto& pages = _services.context.pages();
	const auto& message = followed.message;
	const auto& grant = by.grant;
	const auto& language = message.senderLanguage;
	auto word = [&](std::string_view key, const Value& arguments = Value::object({})) {
		return pages.text(language, key, arguments);
	};
	auto date = [&](Instant at) {
		return pages.dateTime(language, at, message.senderZone, Pages::Style::LongWithZone);
	};
	auto out = toSender(tenant,
		message,
		"messages.ask_again",
		word("ask_again.subject", Value::object({{"recipient", grant.shownName()}})));
	out.about = grant.id.value;
	const auto view = Value::object({
		{"tenant", tenantOf(tenant)},
		{"title", out.subject},
		{"preheader", word("ask_again.preheader")},
		{"intro", textOf(word("ask_again.intro"))},
		{"facts",
			Facts(pages, language)
				.add("told.recipient", grant.address)
				.add("ask_again.sent", date(message.sent.value_or(message.made)))
				.take()},
		{"left", textOf(word("ask_again.decide"))},
		{"button",
			Value::object({{"word", word("ask_again.act")},
				{"url", tenant.origin + "/messages/" + message.id.value + "/again/" + grant.id.value}})},
		{"footer", word("told.why", Value::object({{"tenant", tenant.name}}))},
	});
	// The open notice's template serves here too: what, who, and one button.
	if (auto done = bodies(out, "opened", view); !done) return done.error();
	return out;
}

}
