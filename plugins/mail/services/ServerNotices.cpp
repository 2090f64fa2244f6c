#include "services/ServerNotices.h"

#include "sx/mail/MailView.h"

namespace sx::mail {

namespace {

constexpr int kMostTold = 20;  // of each role

/// Is the view of templates/mails/server-notice.*.
struct ServerNoticeView
{
	FrameView frame;
	std::string lead, answer, url, button;

	Value value() const
	{
		return frame.value()
			.set("lines", Value::List{lineView(lead), lineView(answer)})
			.set("lead", lead)
			.set("answer", answer)
			.set("url", url)
			.set("word", button);
	}
};

}

Result<> ServerNotices::alarm(Sql& sql) const { return _context.jobs().enqueue(sql, {.kind = kJob, .key = "server"}); }

Result<Mail> ServerNotices::mailTo(
	const directory::Person& person, const Tenant& tenant, const CompanyServer& server) const
{
	const auto& pages = _context.pages();
	const auto arguments = Value::object({{"host", server.host}, {"answer", server.answer}});
	const auto word = [&](const char* key) { return pages.text(person.language, key, arguments); };
	const auto lead = word("server_notice.lead");
	const ServerNoticeView view{.frame = {tenant, word("server_notice.title"), lead},
		.lead = lead,
		.answer = word("server_notice.answer"),
		.url = tenant.origin + "/admin/mail",
		.button = word("server_notice.button")};
	Mail out{.to = {person.address, person.name},
		.fromName = tenant.name,
		.subject = word("server_notice.title"),
		.text = {},
		.language = person.language,
		.kind = "mail.server_notice"};
	if (auto done = mail::render(out, pages, "server-notice", view.value()); !done) return done.error();
	return out;
}

Result<> ServerNotices::send(const Job& job, Outbox& outbox, const CompanyServers& servers) const
{
	const auto tenant = _tenants ? _tenants->byId(job.tenant) : nullptr;
	auto server = servers.of(job.tenant);
	if (!server) return server.error();
	if (!tenant || !_directory || !*server) return {};
	return _context.store().write(job.tenant, [&](Sql& sql) -> Result<> {
		for (const auto* role: {"super", "admin"})
		{
			auto people = _directory->find(sql, {.role = role, .isActive = true, .limit = kMostTold});
			if (!people) return people.error();
			for (const auto& person: people->people)
			{
				auto mail = mailTo(person, *tenant, **server);
				if (!mail) return mail.error();
				if (auto queued = outbox.queue(sql, *mail); !queued) return queued;
			}
		}
		return {};
	});
}

}
