#include "services/NoticeSending.h"

#include "store/NoticeRows.h"
#include "sx/mail/MailView.h"

namespace sx::notices {

namespace {

constexpr int kAtOnce = 50;
constexpr std::size_t kMostSubject = 200, kMostText = 20'000;

/// Is the view of templates/mails/notice.*.
struct NoticeView
{
	mail::FrameView frame;
	std::vector<std::string> paragraphs;
	std::string leaveWord, leaveUrl, sender;

	Value value() const
	{
		Value::List lines, quiet;
		for (const auto& each: paragraphs) lines.push_back(mail::lineView(each));
		if (!sender.empty()) quiet.push_back(mail::lineView(sender));
		return frame.value()
			.set("lines", std::move(lines))
			.set("quiet", std::move(quiet))
			.set("url", leaveUrl)
			.set("word", leaveWord);
	}
};

std::vector<std::string> paragraphsOf(const std::string& text)
{
	std::vector<std::string> out;
	for (std::size_t from = 0; from < text.size();)
	{
		const auto end = std::min(text.find("\n\n", from), text.size());
		auto part = text.substr(from, end - from);
		for (char& c: part)
			if (c == '\n' || c == '\r') c = ' ';
		if (part.find_first_not_of(' ') != part.npos) out.push_back(std::move(part));
		from = end + 2;
	}
	return out;
}

Result<> check(const NoticeText& text, const std::string& language)
{
	if (text.subject.empty() || text.subject.size() > kMostSubject || text.subject.find('\n') != text.subject.npos)
		return invalid(language + "-subject", "a subject of one line, at most 200 bytes");
	if (paragraphsOf(text.text).empty() || text.text.size() > kMostText)
		return invalid(language, "a text of at most 20,000 bytes");
	return {};
}

}

NoticeSending::NoticeSending(const Context& context,
	const directory::Directory& directory,
	mail::Outbox& outbox,
	const TenantSource& tenants,
	const Subscriptions& subscriptions):
	_context(context),
	_directory(directory), _outbox(outbox), _tenants(tenants), _subscriptions(subscriptions)
{
}

Result<> NoticeSending::enqueue(Sql& sql, const std::string& id, const std::string& position) const
{
	return _context.jobs().enqueue(
		sql, {.kind = kJob, .payload = Value::object({{"id", id}}), .key = id + ":" + position});
}

Result<> NoticeSending::queue(const TenantId& tenant, const NewNotice& given) const
{
	for (const char* tag: {"fr", "en"})
		if (!given.texts.contains(tag)) return invalid(tag, "a notice is in French and in English");
	for (const auto& [tag, text]: given.texts)
		if (auto fine = check(text, tag); !fine) return fine;
	if (given.topic == Topic::News && _context.settings().text("sender").empty())
		return invalid("sender", "set plugins.settings.notices.sender: who sends, with postal address");
	Value content;
	for (const auto& [tag, text]: given.texts)
		content.set(tag, Value::object({{"subject", text.subject}, {"text", text.text}}));
	const Notice notice{.id = _context.keys().uuid(),
		.topic = given.topic,
		.content = _context.json().write(content),
		.made = _context.clock().now()};
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		if (auto put = rows::addNotice(sql, notice); !put) return put;
		return enqueue(sql, notice.id, "");
	});
}

Result<mail::Mail> NoticeSending::mailTo(const Pages& pages,
	const directory::Person& person,
	const Tenant& tenant,
	const Notice& notice,
	const Value& content) const
{
	const auto& own = content[person.language.shortTag()];
	const auto& mine = own.isObject() ? own : content["en"];
	const auto topic = Value::object({{"topic", kTopics.wordOf(notice.topic)}});
	const NoticeView view{.frame = {tenant, mine["subject"].text(), ""},
		.paragraphs = paragraphsOf(mine["text"].text()),
		.leaveWord = pages.text(person.language, "notice.leave", topic),
		.leaveUrl = _subscriptions.leaveUrl(tenant, person.id, notice.topic),
		.sender = _context.settings().text("sender")};
	mail::Mail out{.to = {person.address, person.name},
		.fromName = tenant.name,
		.subject = mine["subject"].text(),
		.text = {},
		.language = person.language,
		.kind = "notices.notice",
		.about = notice.id,
		.budget = mail::Budget::Access};
	out.unsubscribeUrl = view.leaveUrl;
	if (auto done = mail::render(out, pages, "notice", view.value()); !done) return done.error();
	return out;
}

Result<> NoticeSending::send(const Job& job) const
{
	const auto tenant = _tenants.byId(job.tenant);
	if (!tenant) return {};
	auto done = _context.store().write(job.tenant, [&](Sql& sql) -> Result<> {
		auto notice = rows::notice(sql, job.payload["id"].text());
		if (!notice) return notice.error();
		if (notice->isDone) return {};
		auto people = _directory.find(sql,
			{.isActive = true,
				.order = directory::PeopleQuery::Order::Id,
				.after = notice->position,
				.limit = kAtOnce});
		if (!people) return people.error();
		auto content = _context.json().parse(notice->content);
		if (!content) return content.error();
		const auto before = notice->position;
		for (const auto& person: people->people)
		{
			auto known = rows::topicsOf(sql, person.id);
			if (!known) return known.error();
			const auto found = known->find(notice->topic);
			if ((found == known->end() ? usualState(notice->topic) : found->second) != TopicState::On) continue;
			auto mail = mailTo(_context.pages(), person, *tenant, *notice, *content);
			if (!mail) return mail.error();
			if (auto queued = _outbox.queue(sql, *mail); !queued) return queued;
			++notice->sent;
		}
		notice->position = people->next;
		notice->isDone = people->next.empty();
		if (auto moved = rows::advance(sql, *notice, before); !moved) return moved;
		return notice->isDone ? Result<>() : enqueue(sql, notice->id, notice->position);
	});
	// Another run of the same job went on already, or the notice is gone.
	if (!done && (done.error().code == Code::Conflict || done.error().code == Code::Missing)) return {};
	return done;
}

}
