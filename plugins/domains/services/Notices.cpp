#include "services/Notices.h"

#include "sx/mail/MailView.h"

namespace sx::domains {
namespace {

constexpr int kMostTold = 50;  // of each role

/// Is the view of templates/mails/notice.*.
struct NoticeView
{
	mail::FrameView frame;
	Worded lead;
	std::string cause, consequence, act, url, button;

	Value value() const
	{
		return frame.value()
			.set("lines", Value::List{mail::lineView(lead), mail::lineView(cause), mail::lineView(consequence)})
			.set("lead", lead.text)
			.set("cause", cause)
			.set("consequence", consequence)
			.set("act", act)
			.set("quiet", act.empty() ? Value::List{} : Value::List{mail::lineView(act)})
			.set("url", url)
			.set("word", button);
	}
};

}

Notices::Notices(
	const Context& context, const directory::Directory& directory, mail::Outbox& outbox, const Claims& claims):
	_context(context),
	_directory(directory), _tenants(*context.find<TenantSource>()), _outbox(outbox), _claims(claims)
{
}

Result<mail::Mail> Notices::mailTo(const Wording& wording,
	const directory::Person& person,
	const Tenant& tenant,
	const Claim& claim,
	std::string_view turn) const
{
	const auto& pages = wording.pages();
	const auto words = wording.of(tenant.id, person.language, "domains." + std::string(turn));
	const auto arguments = Value::object({{"domain", _claims.names().shown(claim.name)},
		{"txt", claim.txt},
		{"day",
			pages.dateTime(
				person.language, lapseOf(claim, _claims.pace()), person.timeZone, Pages::Style::LongWithZone)}});
	const auto place = "notice." + std::string(turn);
	const bool isOfSending = turn == "sending_broken";
	const auto title = words.line(place + ".title", arguments, {"domain"});
	const NoticeView view{.frame = {tenant, title, words.fixed(place + ".lead", arguments)},
		.lead = words.rich(place + ".lead", arguments, {"domain"}),
		.cause = words.fixed(isOfSending ? "sending.fault." + std::string(kSendingFaults.wordOf(claim.sendingFault))
										 : "finding." + std::string(kFindings.wordOf(claim.finding)),
			arguments),
		.consequence = words.fixed(place + ".consequence", arguments),
		.act = isOfSending ? std::string() : words.fixed("notice.act", arguments),
		.url = tenant.origin + "/admin/domains/" + claim.id.value,
		.button = words.line("notice.button", arguments)};
	mail::Mail out{.to = {person.address, person.name},
		.fromName = tenant.name,
		.subject = title,
		.text = {},
		.language = person.language,
		.kind = "domains.notice"};
	if (auto done = mail::render(out, pages, "notice", view.value()); !done) return done.error();
	return out;
}

Result<> Notices::send(const Job& job) const
{
	const auto tenant = _tenants.byId(job.tenant);
	auto claim = _claims.byId(job.tenant, {job.payload["claim"].text()});
	if (!tenant || (!claim && claim.error().code == Code::Missing)) return {};
	if (!claim) return claim.error();
	std::vector<mail::Mail> mails;
	auto read = _context.store().read(job.tenant, [&](Sql& sql) -> Result<> {
		for (const auto* role: {"super", "admin"})
		{
			auto people = _directory.find(sql, {.role = role, .isActive = true, .limit = kMostTold});
			if (!people) return people.error();
			for (const auto& person: people->people)
			{
				auto mail = mailTo(Wording(_context), person, *tenant, *claim, job.payload["turn"].text());
				if (!mail) return mail.error();
				mails.push_back(std::move(*mail));
			}
		}
		return {};
	});
	if (!read) return read;
	return _context.store().write(job.tenant, [&](Sql& sql) -> Result<> {
		for (const auto& each: mails)
			if (auto queued = _outbox.queue(sql, each); !queued) return queued;
		return {};
	});
}

}
