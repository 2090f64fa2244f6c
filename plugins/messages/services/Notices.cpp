#include "services/Notices.h"

#include "services/NoticeViews.h"
#include "sx/text.h"

#include <algorithm>

namespace sx::messages {
namespace {

/// Limits a name in a text: a longer one would push the text over what most companies pay for.
constexpr std::size_t kMaxTextName = 40;

/// Limits the files that a mail lists: Gmail cuts a mail at 102 kB, and with it the steps, the key and the footer. The
/// reading page lists all of them.
constexpr std::size_t kMostFilesShown = 20;

constexpr std::size_t kMaxSubject = 300, kMaxFileName = 512, kMaxBody = 400'000;

bool isSha256(std::string_view text) noexcept
{
	return text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// Words the rows of a mail's table.
class Facts
{
public:
	Facts(const Pages& pages, const Language& language): _pages(pages), _language(language) {}
	Facts& add(std::string_view key, std::string value)
	{
		auto name = _pages.text(_language, key);
		auto line = _pages.text(_language, "notice.fact", Value::object({{"name", name}, {"value", value}}));
		_rows.push_back({std::move(name), std::move(value), std::move(line)});
		return *this;
	}
	std::vector<mail::FactView> take() { return std::move(_rows); }

private:
	const Pages& _pages;
	const Language& _language;
	std::vector<mail::FactView> _rows;
};

std::string mobileIdentity(const TenantId& tenant, const GrantId& grant)
{
	return "messages/" + tenant.value + '/' + grant.value + "/mobile";
}

std::string addressOf(const Tenant& tenant, const std::string& key) { return tenant.origin + "/m/" + key; }

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

Result<mail::Mail> Notices::notice(const Wording& wording,
	const Tenant& tenant,
	const Followed& followed,
	const Recipient& recipient,
	const NoticeContent& content,
	std::string_view code,
	const std::string& key) const
{
	const auto& pages = wording.pages();
	const auto& [message, item, recipients] = followed;
	const auto& grant = recipient.grant;
	const auto& language = item.language;
	const bool isReply = !message.position.inReplyTo.empty();
	const auto words = wording.of(tenant.id,
		language,
		message.isFilesOnly ? kFilesWords
			: isReply       ? kReplyWords
							: kNoticeKind);
	const auto word = [&](std::string_view key, const Value& arguments = {}) { return words.fixed(key, arguments); };
	const auto sender = Value::object(
		{{"sender", message.senderName}, {"address", message.senderAddress}, {"tenant", tenant.name}});
	const auto expires = pages.dateTime(
		language, item.expires, zoneOf(tenant, grant.address), Pages::Style::LongWithZone);
	const bool hasCode = !code.empty() && item.codeDelivery == sealed::CodeDelivery::Notice;
	const auto spaced = hasCode ? sealed::spacedOpeningCode(code) : std::string();

	mail::Mail out;
	out.to = {grant.address, grant.name};
	out.fromName = word("notice.from", sender);
	out.replyTo = {message.senderAddress, message.senderName};
	if (!message.sender.empty()) out.author = out.replyTo;
	out.subject = message.isFilesOnly ? content.subject
									  : words.line(isReply ? "notice.reply" : "notice.subject", sender, {"sender"});
	out.language = language;
	out.kind = kNoticeKind;
	out.cause = message.sender;
	out.about = grant.id.value;

	const auto gates = _services.items.gateTitles(language, grant);
	NoticeView view{.frame = {tenant,
						out.subject,
						word(spaced.empty() ? "notice.preheader.plain" : "notice.preheader.code",
							Value::object({{"code", spaced}, {"date", expires}})),
						word(message.position.isByLink() ? "notice.unverified" : "notice.verified", sender)},
		.isFilesOnly = message.isFilesOnly,
		.html = content.html,
		.text = content.text,
		.slip = message.isFilesOnly ? word("notice.slip") : std::string(),
		.topic = content.subject.empty() || message.isFilesOnly
			? std::string()
			: word("notice.topic", Value::object({{"subject", content.subject}})),
		.intro = words.rich(message.isFilesOnly ? "notice.intro_files" : "notice.intro", sender),
		.codeWord = spaced.empty() ? std::string() : words.line("notice.code", sender),
		.code = spaced,
		.buttonWord = words.line(message.isFilesOnly ? "notice.download" : "notice.read", sender),
		.url = addressOf(tenant, key),
		.keyWord = word("notice.key"),
		.key = key,
		.facts = Facts(pages, language)
					 .add("notice.expires", expires)
					 .add(
						 message.isFilesOnly ? "notice.downloads" : "notice.opens", pages.number(language, grant.opens))
					 .add("notice.gates", gates.empty() ? word("notice.no_gates") : sealed::capitalized(gates))
					 .take(),
		.filesHeading = word(
			"notice.files", Value::object({{"count", static_cast<std::int64_t>(content.files.size())}})),
		.files = {},
		.moreFiles = content.files.size() > kMostFilesShown
			? word("notice.more_files",
				  Value::object({{"count", static_cast<std::int64_t>(content.files.size() - kMostFilesShown)}}))
			: std::string(),
		.stepsHeading = word("notice.before"),
		.steps = stepsOf(followed, recipient)};
	for (std::size_t i = 0; i < std::min(content.files.size(), kMostFilesShown); ++i)
	{
		const auto& file = content.files[i];
		view.files.push_back({file.name, pages.byteSize(language, file.bytes), file.sha256});
	}
	if (auto done = mail::render(out, wording.pages(), "notice", view.value()); !done) return done.error();
	return out;
}

Result<mail::Mail> Notices::codeMail(const Wording& wording,
	const Tenant& tenant,
	const Followed& followed,
	const Recipient& recipient,
	std::string_view code) const
{
	const auto& pages = wording.pages();
	const auto& [message, item, recipients] = followed;
	const auto& grant = recipient.grant;
	const auto& language = item.language;
	const auto words = wording.of(tenant.id, language, std::string(kCodeKind));
	const auto word = [&](std::string_view key, const Value& arguments = {}) { return words.fixed(key, arguments); };
	const auto zone = zoneOf(tenant, grant.address);
	const auto date = [&](Instant at) { return pages.dateTime(language, at, zone, Pages::Style::LongWithZone); };
	const auto said = Value::object(
		{{"sender", message.senderName}, {"address", message.senderAddress}, {"tenant", tenant.name}});

	mail::Mail out;
	out.to = {grant.address, grant.name};
	out.fromName = word("notice.from", said);
	out.replyTo = {message.senderAddress, message.senderName};
	if (!message.sender.empty()) out.author = out.replyTo;
	out.subject = words.line("code_mail.subject", said, {"sender"});
	out.language = language;
	out.kind = kCodeKind;
	out.cause = message.sender;
	out.about = grant.id.value;
	const CodeView view{.frame = {tenant,
							out.subject,
							word("code_mail.preheader"),
							word(message.position.isByLink() ? "notice.unverified" : "notice.verified", said)},
		.intro = words.rich("code_mail.intro", said),
		.codeWord = words.line("notice.code", said),
		.code = sealed::spacedOpeningCode(code),
		.facts = Facts(pages, language)
					 .add("code_mail.sender", message.senderName)
					 .add("code_mail.sent", date(message.sent.value_or(_services.now())))
					 .add("notice.expires", date(item.expires))
					 .take(),
		.how = word("code_mail.how")};
	if (auto done = mail::render(out, pages, "code", view.value()); !done) return done.error();
	return out;
}

std::string Notices::zoneOf(const Tenant& tenant, std::string_view address) const
{
	if (!_services.accounts) return tenant.timeZone;
	auto person = _services.accounts->byAddress(tenant.id, address);
	return person ? person->timeZone : tenant.timeZone;
}

std::vector<std::string> Notices::stepsOf(const Followed& followed, const Recipient& recipient) const
{
	const auto& language = followed.item.language;
	const auto word = [&](std::string_view key, const Value& arguments = {}) {
		return _services.context.pages().text(language, key, arguments);
	};
	std::vector<std::string> steps;
	if (recipient.grant.flags & sealed::kPasswordGate)
		steps.push_back(word("notice.step.password", Value::object({{"sender", followed.message.senderName}})));
	if (recipient.grant.flags & sealed::kCodeGate && followed.item.codeDelivery != sealed::CodeDelivery::Notice)
		steps.push_back(word(followed.item.codeDelivery == sealed::CodeDelivery::Mail ? "notice.step.code_mail"
																					  : "notice.step.code_author",
			Value::object({{"sender", followed.message.senderName}})));
	for (auto& text: _services.items.gateSteps(language, recipient.grant)) steps.push_back(std::move(text));
	const auto minutes = std::chrono::floor<std::chrono::minutes>(_services.items.limits().lease).count();
	steps.push_back(word("notice.step.read", Value::object({{"minutes", minutes}})));
	steps.push_back(word("notice.step.end"));
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
	return sms::Text{.to = std::move(*number),
		.text = linkText(Wording(_services.context),
			tenant,
			followed.item.language,
			followed.message.senderName,
			addressOf(tenant, key(grant, linkSecret)),
			(grant.flags & sealed::kCodeGate) != 0),
		.language = followed.item.language,
		.kind = std::string(kTextKind),
		.about = grant.id.value,
		.cause = followed.message.sender};
}

std::string Notices::linkText(const Wording& wording,
	const Tenant& tenant,
	const Language& language,
	const std::string& sender,
	const std::string& link,
	bool hasCode) const
{
	return wording.of(tenant.id, language, hasCode ? kCodeTextWords : kTextKind)
		.text(hasCode ? "sms.link_code" : "sms.link",
			Value::object({{"sender", firstCharacters(cleanLine(sender), kMaxTextName)},
				{"tenant", firstCharacters(cleanLine(tenant.name), kMaxTextName)},
				{"link", link}}),
			{"sender", "link"});
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

Result<mail::Mail> Notices::opened(const Wording& wording,
	const Tenant& tenant,
	const Followed& followed,
	const Recipient& to,
	const sealed::Event& event) const
{
	const auto& pages = wording.pages();
	const auto& message = followed.message;
	const auto& grant = to.grant;
	const auto& language = message.senderLanguage;
	const auto words = wording.of(tenant.id, language, "messages.opened");
	const auto word = [&](std::string_view key, const Value& arguments = {}) { return words.fixed(key, arguments); };
	auto date = [&](Instant at) {
		return pages.dateTime(language, at, message.senderZone, Pages::Style::LongWithZone);
	};
	const auto said = Value::object({{"recipient", grant.shownName()},
		{"tenant", tenant.name},
		{"date", date(message.sent.value_or(message.made))}});
	const auto numbers = Value::object({{"number", event.number}, {"opens", grant.opens}, {"date", date(event.at)}});

	auto out = toSender(tenant, message, "messages.opened", words.line("told.subject", said, {"recipient"}));
	out.about = event.id.value;
	Facts facts(pages, language);
	facts.add("told.recipient", grant.address)
		.add("told.at", date(event.at))
		.add("told.open", word("told.number", numbers))
		.add("told.address", _services.events.addressWithPlace(tenant.id, event.actor.address, language));
	if (auto browser = _services.events.browserName(event.actor.agent); !browser.empty())
		facts.add("told.browser", std::move(browser));
	const ActView view{.frame = {tenant,
						   out.subject,
						   word("told.preheader", numbers),
						   word("told.why", Value::object({{"tenant", tenant.name}}))},
		.intro = words.rich("told.intro", said),
		.facts = facts.take(),
		.left = words.fixedLine("told.left", Value::object({{"left", grant.opens - event.number}})),
		.buttonWord = words.line("told.follow", said),
		// Whoever replied from a reading page has no portal to follow the reply in.
		.url = message.sender.empty() ? std::string() : tenant.origin + "/messages/" + message.id.value};
	if (auto done = mail::render(out, wording.pages(), "opened", view.value()); !done) return done.error();
	return out;
}

Result<mail::Mail> Notices::askedAgain(
	const Wording& wording, const Tenant& tenant, const Followed& followed, const Recipient& by) const
{
	const auto& pages = wording.pages();
	const auto& message = followed.message;
	const auto& grant = by.grant;
	const auto& language = message.senderLanguage;
	const auto words = wording.of(tenant.id, language, "messages.ask_again");
	const auto word = [&](std::string_view key, const Value& arguments = {}) { return words.fixed(key, arguments); };
	const auto said = Value::object({{"recipient", grant.shownName()}, {"tenant", tenant.name}});
	auto date = [&](Instant at) {
		return pages.dateTime(language, at, message.senderZone, Pages::Style::LongWithZone);
	};
	auto out = toSender(tenant, message, "messages.ask_again", words.line("ask_again.subject", said, {"recipient"}));
	out.about = grant.id.value;
	const ActView view{.frame = {tenant,
						   out.subject,
						   word("ask_again.preheader"),
						   word("told.why", Value::object({{"tenant", tenant.name}}))},
		.intro = words.rich("ask_again.intro", said),
		.facts = Facts(pages, language)
					 .add("told.recipient", grant.address)
					 .add("ask_again.sent", date(message.sent.value_or(message.made)))
					 .take(),
		.left = words.rich("ask_again.decide", said),
		.buttonWord = words.line("ask_again.act", said),
		.url = tenant.origin + "/messages/" + message.id.value + "/again/" + grant.id.value};
	if (auto done = mail::render(out, wording.pages(), "opened", view.value()); !done) return done.error();
	return out;
}

}
