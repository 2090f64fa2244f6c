#include "handlers/Notices.h"

#include "domain/Browser.h"
#include "domain/ClearBody.h"
#include "domain/OpeningCode.h"
#include "domain/Receipt.h"
#include "handlers/Gates.h"

#include <algorithm>
#include <exception>

namespace sx::messages {
namespace {

constexpr std::string_view kTextKind = "messages.link";
/// Limits a name in a text: a longer one would push the text over what most companies pay for.
constexpr std::size_t kMaxTextName = 40;

constexpr std::size_t kMaxSubject = 400, kMaxFileName = 512, kMaxBody = 400'000;

/// Removes control characters and those that turn the direction of text: a mail's reader must see the name that is
/// there.
std::string cleanLine(std::string_view text)
{
	std::string out;
	for (std::size_t i = 0; i < text.size(); ++i)
	{
		const auto c = static_cast<unsigned char>(text[i]);
		if (c < 0x20 || c == 0x7F) continue;
		// U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069
		if (c == 0xE2 && i + 2 < text.size())
		{
			const auto second = static_cast<unsigned char>(text[i + 1]),
					   third = static_cast<unsigned char>(text[i + 2]);
			const bool turns = (second == 0x80 &&
								   (third == 0x8E || third == 0x8F || (third >= 0xAA && third <= 0xAE))) ||
				(second == 0x81 && third >= 0xA6 && third <= 0xA9);
			if (turns)
			{
				i += 2;
				continue;
			}
		}
		out.push_back(text[i]);
	}
	return out;
}

/// Cuts a name after `most` characters, and never within one.
std::string shortened(std::string_view name, std::size_t most)
{
	std::size_t at = 0;
	for (std::size_t count = 0; at < name.size(); ++at)
		if ((static_cast<unsigned char>(name[at]) & 0xC0) != 0x80 && count++ == most) break;
	return std::string(name.substr(0, at));
}

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

Value textOf(std::string text) { return Value::object({{"text", std::move(text)}}); }
std::string addressOf(const Tenant& tenant, const std::string& key) { return tenant.origin + "/m/" + key; }
Value tenantOf(const Tenant& tenant) { return Value::object({{"name", tenant.name}, {"brand", tenant.brand}}); }

}

Result<NoticeContent> Notices::contentOf(const Value& notice, bool isFilesOnly)
{
	NoticeContent out;
	out.subject = cleanLine(notice["subject"].text());
	if (out.subject.size() > kMaxSubject) return Error{Code::Invalid, "too long", "", "", "notice.subject"};
	const auto& files = notice["files"].list();
	if (files.size() > 1000) return Error{Code::Invalid, "too many", "", "", "notice.files"};
	for (std::size_t i = 0; i < files.size(); ++i)
	{
		const auto field = "notice.files[" + std::to_string(i) + "].";
		auto name = cleanLine(files[i]["name"].text());
		if (name.empty() || name.size() > kMaxFileName)
			return Error{Code::Invalid, "not a name", "", "", field + "name"};
		if (files[i]["size"].integer(-1) < 0) return Error{Code::Invalid, "not a size", "", "", field + "size"};
		if (!isSha256(files[i]["sha256"].text()))
			return Error{Code::Invalid, "not 64 hexadecimal digits", "", "", field + "sha256"};
		out.files.push_back({std::move(name), files[i]["size"].integer(), files[i]["sha256"].text()});
	}
	const auto& body = notice["body"];
	if (!isFilesOnly && !body.isNull())
		return Error{Code::Invalid, "the whole message is protected", "", "", "notice.body"};
	if (!isFilesOnly) return out;
	if (out.subject.empty()) return Error{Code::Invalid, "a mail in clear has a subject", "", "", "notice.subject"};
	if (out.files.empty()) return Error{Code::Invalid, "the slip names the files", "", "no_files", "notice.files"};
	if (!body["text"].isText() || body["text"].text().size() > kMaxBody)
		return Error{Code::Invalid, "missing or too long", "", "", "notice.body.text"};
	out.html = body["html"].text();
	out.text = body["text"].text();
	if (auto clean = out.html.size() > kMaxBody ? Result<>(Error{Code::Invalid, "too long"}) : checkClearHtml(out.html);
		!clean)
		return Error{Code::Invalid, clean.error().detail, "", "", "notice.body.html"};
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
	const MessageRow& message,
	const GrantRow& grant,
	const NoticeContent& content,
	std::string_view code,
	const std::string& key) const
{
	const auto& pages = _services.context.pages();
	const auto& language = message.language;
	auto word = [&](std::string_view key, const Value& arguments = Value::object({})) {
		return pages.text(language, key, arguments);
	};
	const auto sender = Value::object(
		{{"sender", message.senderName}, {"address", message.senderAddress}, {"tenant", tenant.name}});
	const auto expires = pages.dateTime(language, message.expires, tenant.timeZone, Pages::Style::LongWithZone);
	const auto spaced = code.empty() ? std::string() : spacedOpeningCode(code);

	mail::Mail out;
	out.to = {grant.address, grant.name};
	out.fromName = word("notice.from", sender);
	out.replyTo = {message.senderAddress, message.senderName};
	out.subject = message.isFilesOnly
		? content.subject
		: word(message.position.inReplyTo.empty() ? "notice.subject" : "notice.reply", sender);
	out.language = language;
	out.kind = "messages.notice";
	out.about = grant.id.value;

	Value::List files;
	for (const auto& file: content.files)
		files.push_back(Value::object({{"name", file.name},
			{"size", pages.byteSize(language, file.bytes)},
			{"sha256", file.sha256.substr(0, 32) + ' ' + file.sha256.substr(32)}}));
	Value::List steps;
	auto step = [&](std::string text) {
		steps.push_back(Value::object({{"number", std::to_string(steps.size() + 1)}, {"text", std::move(text)}}));
	};
	if (grant.gates & kPasswordGate) step(word("notice.step.password", sender));
	for (const auto& each: grant.others)
		if (const auto* gate = gateNamed(_services, each.name))
			if (auto text = gate->step(language); !text.empty()) step(std::move(text));
	const auto gates = gateTitles(_services, language, grant.gates, grant.others);
	step(word("notice.step.read",
		Value::object({{"minutes", std::chrono::floor<std::chrono::minutes>(_services.lease).count()}})));
	step(word("notice.step.end"));

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
		{"steps", std::move(steps)},
		{"footer", word(message.position.isByLink() ? "notice.unverified" : "notice.verified", sender)},
	});
	if (auto done = bodies(out, "notice", view); !done) return done.error();
	return out;
}

std::string Notices::key(const GrantRow& grant, const Secret& linkSecret) const
{
	return grant.token.value + "#k1_" + _services.keys().toBase64Url(linkSecret.reveal());
}

Result<sms::Text> Notices::text(
	const Tenant& tenant, const MessageRow& message, const GrantRow& grant, const Secret& linkSecret) const
{
	if (!_services.texts) return Error{Code::Unavailable, "no texts are sent here any more"};
	auto mobile = _services.keys().open(rowIdentity(tenant.id, grant.id.value, "mobile"), grant.mobile);
	if (!mobile) return mobile.error();
	auto number = _services.texts->parse(mobile->reveal(), "");
	if (!number) return number.error();
	auto words = _services.context.pages().text(message.language,
		grant.gates & kCodeGate ? "sms.link_code" : "sms.link",
		Value::object({{"sender", shortened(cleanLine(message.senderName), kMaxTextName)},
			{"link", addressOf(tenant, key(grant, linkSecret))}}));
	return sms::Text{std::move(*number), std::move(words), message.language, std::string(kTextKind), grant.id.value};
}

Result<Bytes> sealedMobile(const Services& services,
	const TenantId& tenant,
	const GrantId& grant,
	const std::string& typed,
	const std::string& country)
{
	if (!services.texts) return Error{Code::Invalid, "not offered by this server"};
	auto number = services.texts->parse(typed, country);
	if (!number) return number.error();
	return services.keys().seal(rowIdentity(tenant, grant.value, "mobile"), number->e164);
}

Result<> queueText(const Services& services, Sql& sql, const TenantId& tenant, const sms::Text& text)
{
	if (!services.texts) return Error{Code::Unavailable, "no texts are sent here any more"};
	return services.texts->queue(sql, tenant, text);
}

Result<mail::Mail> Notices::opened(
	const Tenant& tenant, const MessageRow& message, const GrantRow& grant, const Event& event) const
{
	const auto& pages = _services.context.pages();
	const auto& language = message.senderLanguage;
	auto word = [&](std::string_view key, const Value& arguments = Value::object({})) {
		return pages.text(language, key, arguments);
	};
	auto date = [&](Instant at) {
		return pages.dateTime(language, at, message.senderZone, Pages::Style::LongWithZone);
	};
	const auto recipient = grant.name.empty() ? grant.address : grant.name;
	const auto numbers = Value::object({{"number", event.number}, {"opens", grant.opens}, {"date", date(event.at)}});

	mail::Mail out;
	out.to = {message.senderAddress, message.senderName};
	out.fromName = tenant.name;
	out.subject = word("told.subject", Value::object({{"recipient", recipient}}));
	out.language = language;
	out.kind = "messages.opened";
	out.about = event.id.value;
	Facts facts(pages, language);
	facts.add("told.recipient", grant.address)
		.add("told.at", date(event.at))
		.add("told.open", word("told.number", numbers))
		.add("told.address", event.address);
	if (auto browser = browserName(event.agent); !browser.empty()) facts.add("told.browser", std::move(browser));
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

Result<mail::Mail> Notices::askedAgain(const Tenant& tenant, const MessageRow& message, const GrantRow& grant) const
{
	const auto& pages = _services.context.pages();
	const auto& language = message.senderLanguage;
	auto word = [&](std::string_view key, const Value& arguments = Value::object({})) {
		return pages.text(language, key, arguments);
	};
	auto date = [&](Instant at) {
		return pages.dateTime(language, at, message.senderZone, Pages::Style::LongWithZone);
	};
	const auto who = Value::object({{"recipient", grant.name.empty() ? grant.address : grant.name}});

	mail::Mail out;
	out.to = {message.senderAddress, message.senderName};
	out.fromName = tenant.name;
	out.subject = word("ask_again.subject", who);
	out.language = language;
	out.kind = "messages.ask_again";
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

Result<> Notices::tellOpened(const Job& job) const noexcept
try
{
	const MessageId id{job.payload["message"].text()};
	const EventId eventId{job.payload["event"].text()};
	Event event;
	std::vector<GrantRow> grants;
	auto message = _services.store().read(job.tenant, [&](Sql& sql) -> Result<MessageRow> {
		auto found = event_rows::byId(sql, id, eventId);
		if (!found) return found.error();
		event = std::move(*found);
		auto all = message_rows::grantsOf(sql, id);
		if (!all) return all.error();
		grants = std::move(*all);
		return message_rows::byId(sql, id);
	});
	if (!message)
		return message.error().code == Code::Missing ? Error{Code::Invalid, message.error().detail} : message.error();
	const auto grant = std::find_if(
		grants.begin(), grants.end(), [&](const GrantRow& each) { return each.id == event.grant; });
	auto tenant = _services.tenants.byId(job.tenant);
	if (grant == grants.end() || !tenant) return Error{Code::Invalid, "the company or the recipient is gone"};
	auto mail = opened(*tenant, *message, *grant, event);
	if (!mail) return mail.error();
	return _services.store().write(job.tenant, [&](Sql& sql) -> Result<> {
		auto isFirst = event_rows::markTold(sql, id, eventId);
		if (!isFirst) return isFirst.error();
		if (!*isFirst) return {};
		return _services.outbox.queue(sql, *mail);
	});
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("messages.opened: ") + e.what()};
}

void Notices::onDelivery(const TenantId& tenant, std::string_view kind, std::string_view about, bool taken) noexcept
{
	if (kind == "messages.notice") setDelivered(tenant, about, taken, "");
}

void Notices::onText(
	const TenantId& tenant, std::string_view kind, std::string_view about, sms::Delivery delivery) noexcept
{
	if (kind == kTextKind)
		setDelivered(
			tenant, about, delivery != sms::Delivery::Failed, delivery == sms::Delivery::Delivered ? "phone" : "sms");
}

void Notices::setDelivered(const TenantId& tenant, std::string_view about, bool isDelivered, std::string cause) noexcept
{
	auto put = _services.store().write(tenant, [&](Sql& sql) -> Result<> {
		const GrantId grant{std::string(about)};
		auto message = message_rows::setDelivered(sql, grant, isDelivered);
		if (!message) return message.error();
		return event_rows::append(sql,
			{.id = {_services.keys().uuid()},
				.message = *message,
				.grant = grant,
				.at = _services.now(),
				.kind = isDelivered ? "delivered" : "undelivered",
				.cause = cause});
	});
	if (!put) _services.context.log().warning("messages.delivery.failed", {{"detail", put.error().detail}});
}

}
