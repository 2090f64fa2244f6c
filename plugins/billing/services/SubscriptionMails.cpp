#include "services/SubscriptionMails.h"

#include "domain/Money.h"
#include "sx/mail/MailView.h"

namespace sx::billing {

namespace {

constexpr int kMostReaders = 20;

/// Is the view of templates/mails/subscription.*.
struct SubscriptionMailView
{
	mail::FrameView frame;
	Worded hello;
	std::string what, then, url, button;

	Value value() const
	{
		return frame.value()
			.set("hello", hello.text)
			.set("what", what)
			.set("then", then)
			.set("url", url)
			.set("word", button)
			.set("lines", Value::List{mail::lineView(hello), mail::lineView(what), mail::lineView(then)});
	}
};

}

Result<mail::Mail> subscriptionMail(
	const Wording& wording, const Tenant& tenant, const directory::Person& person, const SubscriptionNews& news)
{
	const auto words = wording.of(tenant.id, person.language, "billing." + news.kind);
	const auto said = Value::object({{"tenant", tenant.name},
		{"name", person.name},
		{"when", wording.pages().dateTime(person.language, news.when, person.timeZone, Pages::Style::Long)},
		{"amount", moneyText(person.language, news.cents)}});
	const auto key = [&](const char* part) { return "mail." + news.kind + "." + part; };
	const auto what = words.fixed(key("what"), said);
	const SubscriptionMailView view{.frame = {tenant, words.line(key("title"), said), what},
		.hello = words.rich("mail.hello", said),
		.what = what,
		.then = words.fixed(key("then"), said),
		.url = tenant.origin + "/admin/subscription",
		.button = words.line("mail.button", said)};
	mail::Mail out{.to = {person.address, person.name},
		.fromName = tenant.name,
		.subject = words.line(key("subject"), said, {"tenant"}),
		.text = {},
		.language = person.language,
		.kind = "billing." + news.kind};
	if (auto done = mail::render(out, wording.pages(), "subscription", view.value()); !done) return done.error();
	return out;
}

Result<> SubscriptionMails::send(Sql& sql, const std::string& kind, Instant when, std::int64_t cents) const
{
	if (!_outbox) return {};
	const auto tenant = _tenants.byId(sql.tenant());
	if (!tenant) return failed(Code::Unavailable, "this node has not seen the company yet");
	auto readers = _directory.find(
		sql, {.role = "super", .isActive = true, .order = directory::PeopleQuery::Order::Id, .limit = kMostReaders});
	if (!readers) return readers.error();
	for (const auto& person: readers->people)
	{
		auto mail = subscriptionMail(Wording(_context), *tenant, person, {kind, when, cents});
		if (!mail) return mail.error();
		if (auto queued = _outbox->queue(sql, *mail); !queued) return queued;
	}
	return {};
}

Result<> SubscriptionMails::queue(Sql& sql, const std::string& kind, Instant when, std::int64_t cents) const
{
	if (!_outbox) return {};
	return _context.jobs().enqueue(
		sql, {.kind = kMail, .payload = Value::object({{"kind", kind}, {"when", toMillis(when)}, {"cents", cents}})});
}

Result<> SubscriptionMails::run(const Job& job) const
{
	return _context.store().write(job.tenant, [&](Sql& sql) {
		return send(
			sql, job.payload["kind"].text(), fromMillis(job.payload["when"].integer()), job.payload["cents"].integer());
	});
}

}
