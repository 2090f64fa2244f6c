#include "services/PersonMails.h"

#include "store/PersonRows.h"
#include "sx/mail/MailView.h"

#include <algorithm>

namespace sx::directory {

namespace {

constexpr int kInvitedAtOnce = 50;  // invitations of one transaction

/// Is the view of templates/mails/person.*.
struct PersonMailView
{
	mail::FrameView frame;
	Worded hello, text, quiet;
	std::string word, url;

	Value value() const
	{
		return frame.value()
			.set("lines", Value::List{mail::lineView(hello), mail::lineView(text)})
			.set("button", mail::buttonView(word, url))
			.set("quiet", mail::lineView(quiet));
	}
};

}

Result<mail::Mail> personMail(
	const Wording& wording, const Tenant& tenant, const Person& person, const std::string& to, const PersonNews& news)
{
	auto arguments = news.arguments;
	arguments.set("name", person.name).set("tenant", tenant.name).set("host", std::string(hostOf(tenant.origin)));
	const auto words = wording.of(tenant.id, person.language, "directory." + news.name);
	const auto key = [&](const char* part) { return "mail." + news.name + "." + part; };
	const PersonMailView view{
		.frame = {tenant, words.line(key("title"), arguments), words.fixed(key("text"), arguments)},
		.hello = words.rich("mail.hello", arguments),
		.text = words.rich(key("text"), arguments, {"address"}),
		.quiet = words.rich(key("quiet"), arguments, {"host"}),
		.word = news.path.empty() ? std::string() : words.line(key("button"), arguments),
		.url = news.path.empty() ? std::string() : tenant.origin + news.path};
	mail::Mail out{.to = {to, person.name},
		.fromName = tenant.name,
		.subject = words.line(key("subject"), arguments),
		.text = {},
		.language = person.language,
		.kind = "directory." + news.name};
	if (auto done = mail::render(out, wording.pages(), "person", view.value()); !done) return done.error();
	return out;
}

Result<> PersonMails::queue(
	Sql& sql, const Person& person, const std::string& to, const PersonNews& text, const UserId& by) const
{
	const auto tenant = _tenants.byId(person.tenant);
	if (!tenant) return failed(Code::Missing, "no such company");
	return queue(sql, *tenant, person, to, text, by);
}

Result<> PersonMails::queue(Sql& sql,
	const Tenant& tenant,
	const Person& person,
	const std::string& to,
	const PersonNews& text,
	const UserId& by) const
{
	// Found here and not in start(), because mail starts after directory.
	const auto outboxes = _context.findAll<mail::Outbox>();
	if (outboxes.empty()) return failed(Code::Unavailable, "directory: no plugin sends mails");
	auto mail = personMail(Wording(_context), tenant, person, to, text);
	if (!mail) return mail.error();
	mail->cause = by;
	return outboxes.front()->queue(sql, *mail);
}

PersonNews PersonMails::activationOf(const Person& person)
{
	return {.name = "activation", .arguments = Value::object({{"address", person.address}}), .path = "/sign-in"};
}

Result<> PersonMails::activation(Sql& sql, const Tenant& tenant, const UserId& user) const
{
	auto person = people::byId(sql, user);
	if (!person) return person.error();
	return queue(sql, tenant, *person, person->address, activationOf(*person), {});
}

Result<> PersonMails::activation(const Caller& by, const UserId& user) const
{
	return _context.store().write(by.tenant, [&](Sql& sql) -> Result<> {
		auto person = _changes.changeable(sql, user, by, false);
		if (!person) return person.error();
		if (!person->isActive) return refused(Code::Conflict, "suspended", "a suspended person cannot sign in");
		if (auto done = queue(sql, *person, person->address, activationOf(*person), by.user); !done) return done;
		return _changes.record(sql, "directory.activation_sent", user.value, {}, by);
	});
}

Result<> PersonMails::enqueue(Sql& sql, const UserId& by, std::chrono::seconds delay) const
{
	return _context.jobs().enqueue(
		sql, {.kind = kInvitations, .payload = Value::object({{"by", by.value}}), .delay = delay, .key = by.value});
}

Result<> PersonMails::invite(Sql& sql, const UserId& by) const { return enqueue(sql, by, std::chrono::seconds(0)); }

Result<> PersonMails::runInvitations(const Job& job) const
{
	const UserId by{job.payload["by"].text()};
	return _context.store().write(job.tenant, [&](Sql& sql) -> Result<> {
		auto waiting = people::invited(sql, kInvitedAtOnce);
		if (!waiting) return waiting.error();
		std::vector<Person> told;
		auto delay = std::chrono::seconds(1);
		for (auto& person: *waiting)
		{
			auto queued = queue(sql, person, person.address, activationOf(person), by);
			if (queued)
			{
				told.push_back(std::move(person));
				continue;
			}
			if (queued.error().code != Code::Limited) return queued;
			delay = std::chrono::seconds(std::max<std::int64_t>(1, queued.error().extra["retry_after"].integer()));
			break;
		}
		if (auto done = people::setInvited(sql, told); !done) return done;
		const bool isAll = told.size() == waiting->size() && told.size() < static_cast<std::size_t>(kInvitedAtOnce);
		if (!isAll)
			if (auto next = enqueue(sql, by, delay); !next) return next;
		if (told.empty()) return {};
		const auto count = static_cast<std::int64_t>(told.size());
		return _changes.record(sql,
			"directory.activations_sent",
			by.value,
			Value::object({{"count", count}}),
			{.tenant = job.tenant, .user = by, .address = {}});
	});
}

Result<> PersonMails::proof(
	Sql& sql, const Person& person, const std::string& address, const std::string& token, const UserId& by) const
{
	return queue(sql,
		person,
		address,
		{.name = "proof", .arguments = Value::object({{"address", address}}), .path = "/confirm-address/" + token},
		by);
}

Result<> PersonMails::moved(Sql& sql, const Person& before, const std::string& address) const
{
	return queue(
		sql, before, before.address, {.name = "moved", .arguments = Value::object({{"address", address}})}, {});
}

}
