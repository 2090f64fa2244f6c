#include "services/ServerNotices.h"

#include "sx/mail/MailView.h"

namespace sx::mail {

namespace {

constexpr int kMostTold = 20;  // of each role

/// Is the view of templates/mails/server-notice.*.
struct ServerNoticeView
{
	FrameView frame;
	Worded lead;
	std::string answer, url, button;

	Value value() const
	{
		return frame.value()
			.set("lines", Value::List{lineView(lead), lineView(answer)})
			.set("lead", lead.text)
			.set("answer", answer)
			.set("url", url)
			.set("word", button);
	}
};

}

Result<> ServerNotices::alarm(Sql& sql) const { return _context.jobs().enqueue(sql, {.kind = kJob, .key = "server"}); }

Result<Mail> serverNoticeMail(
	const Wording& wording, const Tenant& tenant, const directory::Person& person, const CompanyServer& server)
{
	const auto words = wording.of(tenant.id, person.language, ServerNotices::kJob);
	const auto arguments = Value::object({{"host", server.host}, {"answer", server.answer}});
	const auto title = words.line("server_notice.title", arguments);
	const ServerNoticeView view{.frame = {tenant, title, words.fixed("server_notice.lead", arguments)},
		.lead = words.rich("server_notice.lead", arguments, {"host"}),
		.answer = words.fixed("server_notice.answer", arguments),
		.url = tenant.origin + "/admin/mail",
		.button = words.line("server_notice.button", arguments)};
	Mail out{.to = {person.address, person.name},
		.fromName = tenant.name,
		.subject = title,
		.text = {},
		.language = person.language,
		.kind = ServerNotices::kJob};
	if (auto done = mail::render(out, wording.pages(), "server-notice", view.value()); !done) return done.error();
	return out;
}

void addSamples(SampleBook& book)
{
	book.mail(ServerNotices::kJob,
		"mail_kind.server_notice",
		[](const Wording& words, const SampleWanted& wanted) -> Result<Sample> {
			const directory::Person reader{.id = {},
				.tenant = wanted.tenant.id,
				.name = wanted.reader.name,
				.address = wanted.reader.address,
				.role = "admin",
				.language = wanted.language,
				.timeZone = wanted.tenant.timeZone};
			CompanyServer server;
			server.host = "smtp.example.com";
			server.answer = "535 5.7.8 Authentication failed";
			return sampleOf(serverNoticeMail(words, wanted.tenant, reader, server));
		});
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
				auto mail = serverNoticeMail(Wording(_context), *tenant, person, **server);
				if (!mail) return mail.error();
				if (auto queued = outbox.queue(sql, *mail); !queued) return queued;
			}
		}
		return {};
	});
}

}
