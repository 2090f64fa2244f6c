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
	std::string hello, what, then, url, button;

	Value value() const
	{
		return frame.value()
			.set("hello", hello)
			.set("what", what)
			.set("then", then)
			.set("url", url)
			.set("word", button)
			.set("lines", Value::List{mail::lineView(hello), mail::lineView(what), mail::lineView(then)});
	}
};

}

Result<> SubscriptionMails::send(Sql& sql, const std::string& kind, Instant when, std::int64_t cents) const
{
	if (!_outbox) return {};
	const auto tenant = _tenants.byId(sql.tenant());
	if (!tenant) return {};  // it is being founded, and is told otherwise
	auto readers = _directory.find(
		sql, {.role = "super", .isActive = true, .order = directory::PeopleQuery::Order::Id, .limit = kMostReaders});
	if (!readers) return readers.error();
	const auto& pages = _context.pages();
	for (const auto& person: readers->people)
	{
		const auto said = Value::object({{"tenant", tenant->name},
			{"name", person.name},
			{"when", pages.dateTime(person.language, when, person.timeZone, Pages::Style::Long)},
			{"amount", moneyText(person.language, cents)}});
		const auto word = [&](const std::string& part) {
			return pages.text(person.language, "mail." + kind + "." + part, said);
		};
		const SubscriptionMailView view{.frame = {*tenant, word("title"), word("what")},
			.hello = pages.text(person.language, "mail.hello", said),
			.what = word("what"),
			.then = word("then"),
			.url = tenant->origin + "/admin/subscription",
			.button = pages.text(person.language, "mail.button", said)};
		mail::Mail out{.to = {person.address, person.name},
			.fromName = tenant->name,
			.subject = word("subject"),
			.text = {},
			.language = person.language,
			.kind = "billing." + kind};
		if (auto done = mail::render(out, pages, "subscription", view.value()); !done) return done;
		if (auto queued = _outbox->queue(sql, out); !queued) return queued;
	}
	return {};
}

}
