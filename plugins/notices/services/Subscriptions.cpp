#include "services/Subscriptions.h"

#include "store/NoticeRows.h"
#include "sx/mail/MailView.h"
#include "sx/url.h"

namespace sx::notices {

namespace {

constexpr std::size_t kVersionBytes = 6;

/// Is the view of templates/mails/confirm.*.
struct ConfirmView
{
	mail::FrameView frame;
	std::string lead, quiet, url, button;

	Value value() const
	{
		return frame.value()
			.set("lines", Value::List{mail::lineView(lead)})
			.set("quiet", Value::List{mail::lineView(quiet)})
			.set("lead", lead)
			.set("about", quiet)
			.set("url", url)
			.set("word", button);
	}
};

std::string wordOf(Topic topic) { return std::string(kTopics.wordOf(topic)); }

}

Subscriptions::Subscriptions(const Context& context, const directory::Directory& directory, mail::Outbox& outbox):
	_context(context), _directory(directory), _outbox(outbox)
{
}

std::string Subscriptions::proofOf(const TenantId& tenant, const TopicLink& link, bool confirms) const
{
	const auto& keys = _context.keys();
	auto data = tenant.value + ":" + link.user.value + ":" + wordOf(link.topic);
	if (confirms) data += ":" + std::to_string(toMillis(link.until));
	return keys.toBase64Url(keys.mac(confirms ? "notices.confirm_link" : "notices.leave_link", data).value);
}

Result<> Subscriptions::check(const TenantId& tenant, const TopicLink& link, bool confirms) const
{
	const auto& keys = _context.keys();
	auto mac = keys.fromBase64Url(link.proof);
	auto data = tenant.value + ":" + link.user.value + ":" + wordOf(link.topic);
	if (confirms) data += ":" + std::to_string(toMillis(link.until));
	if (!mac || !keys.matches(confirms ? "notices.confirm_link" : "notices.leave_link", data, *mac))
		return refused(Code::Denied, "link", "a link that the server did not make");
	if (confirms && link.until < _context.clock().now()) return failed(Code::Expired, "the link is too old");
	return {};
}

std::string Subscriptions::leaveUrl(const Tenant& tenant, const UserId& user, Topic topic) const
{
	const TopicLink link{.user = user, .topic = topic};
	return tenant.origin +
		urlOf(kLeave, {{"u", user.value}, {"t", wordOf(topic)}, {"s", proofOf(tenant.id, link, false)}});
}

Result<> Subscriptions::note(
	Sql& sql, const Caller& caller, const UserId& user, Topic topic, Act act, Means means, const Language& language)
	const
{
	const auto now = _context.clock().now();
	auto words = _context.pages().text(
		language, "consent." + std::string(kActs.wordOf(act)), Value::object({{"topic", wordOf(topic)}}));
	const auto& keys = _context.keys();
	auto version = keys.toHex(keys.sha256(words).value.substr(0, kVersionBytes));
	const auto state = act == Act::Asked ? TopicState::Asked : act == Act::Confirmed ? TopicState::On : TopicState::Off;
	if (auto put = rows::setTopic(sql, user, topic, state, now); !put) return put;
	return rows::append(sql,
		{.id = keys.uuid(),
			.user = user,
			.topic = topic,
			.act = act,
			.at = now,
			.language = language.tag,
			.words = std::move(words),
			.version = std::move(version),
			.network = caller.address,
			.means = means});
}

Result<std::map<Topic, TopicState>> Subscriptions::of(const TenantId& tenant, const UserId& user) const
{
	auto known = _context.store().read(tenant, [&](Sql& sql) { return rows::topicsOf(sql, user); });
	if (!known) return known;
	for (const auto& [topic, word]: kTopics.pairs()) known->try_emplace(topic, usualState(topic));
	return known;
}

Result<> Subscriptions::ask(Sql& sql, const Tenant& tenant, const directory::Person& person, Topic topic) const
{
	TopicLink link{.user = person.id,
		.topic = topic,
		.until = _context.clock().now() + _context.settings().duration("confirm_within")};
	const auto url = tenant.origin +
		urlOf(kConfirm,
			{{"u", person.id.value},
				{"t", wordOf(topic)},
				{"e", std::to_string(toMillis(link.until))},
				{"s", proofOf(tenant.id, link, true)}});
	auto mail = confirmMail(Wording(_context), tenant, person, topic, url);
	if (!mail) return mail.error();
	return _outbox.queue(sql, *mail);
}

Result<mail::Mail> Subscriptions::confirmMail(const Wording& wording,
	const Tenant& tenant,
	const directory::Person& person,
	Topic topic,
	const std::string& url) const
{
	// What somebody consents to is nobody's to word.
	const auto words = wording.of(tenant.id, person.language, "notices.confirm");
	const auto arguments = Value::object({{"tenant", tenant.name}, {"topic", wordOf(topic)}});
	const auto title = words.line("confirm_mail.title"), lead = words.fixed("confirm_mail.lead", arguments);
	const ConfirmView view{.frame = {tenant, title, lead},
		.lead = lead,
		.quiet = words.fixed("confirm_mail.quiet"),
		.url = url,
		.button = words.line("confirm_mail.button")};
	mail::Mail out{.to = {person.address, person.name},
		.fromName = tenant.name,
		.subject = title,
		.text = {},
		.language = person.language,
		.kind = "notices.confirm",
		.cause = person.id};
	if (auto done = mail::render(out, wording.pages(), "confirm", view.value()); !done) return done.error();
	return out;
}

Result<> Subscriptions::choose(const Caller& caller, const Tenant& tenant, Topic topic, bool isWanted) const
{
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		auto person = _directory.byId(sql, caller.user);
		if (!person) return person.error();
		auto known = rows::topicsOf(sql, caller.user);
		if (!known) return known.error();
		const auto found = known->find(topic);
		const auto state = found == known->end() ? usualState(topic) : found->second;
		if (isWanted == (state == TopicState::On)) return {};
		const auto& language = person->language;
		if (!isWanted) return note(sql, caller, caller.user, topic, Act::Withdrawn, Means::Page, language);
		if (usualState(topic) == TopicState::On)
			return note(sql, caller, caller.user, topic, Act::Confirmed, Means::Page, language);
		if (auto noted = note(sql, caller, caller.user, topic, Act::Asked, Means::Page, language); !noted) return noted;
		return ask(sql, tenant, *person, topic);
	});
}

Result<> Subscriptions::confirm(const Caller& caller, const TopicLink& link, const Language& language) const
{
	if (auto fine = check(caller.tenant, link, true); !fine) return fine;
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		auto known = rows::topicsOf(sql, link.user);
		if (!known) return known.error();
		const auto found = known->find(link.topic);
		// Whoever left meanwhile does not come back by an old link.
		if (found == known->end() || found->second != TopicState::Asked) return {};
		return note(sql, caller, link.user, link.topic, Act::Confirmed, Means::Link, language);
	});
}

Result<> Subscriptions::leave(const Caller& caller, const TopicLink& link, const Language& language, Means means) const
{
	if (auto fine = check(caller.tenant, link, false); !fine) return fine;
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		auto known = rows::topicsOf(sql, link.user);
		if (!known) return known.error();
		const auto found = known->find(link.topic);
		if ((found == known->end() ? usualState(link.topic) : found->second) == TopicState::Off) return {};
		return note(sql, caller, link.user, link.topic, Act::Withdrawn, means, language);
	});
}

}
