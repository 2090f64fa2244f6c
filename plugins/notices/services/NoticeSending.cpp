#include "services/NoticeSending.h"

#include "store/NoticeRows.h"
#include "sx/mail/MailView.h"

namespace sx::notices {

namespace {

constexpr int kAtOnce = 50, kCountedAtOnce = 500;
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

Result<> checkTexts(const NewNotice& notice)
{
	for (const char* tag: {"fr", "en"})
		if (!notice.texts.contains(tag)) return invalid(tag, "a notice is in French and in English");
	for (const auto& [tag, text]: notice.texts)
		if (auto fine = check(text, tag); !fine) return fine;
	return {};
}

/// Tells whether a text is an id as Keys::uuid() makes them.
bool isId(const std::string& text)
{
	return text.size() == 36 && text.find_first_not_of("0123456789abcdef-") == std::string::npos;
}

Value contentValue(const InEach<NoticeText>& texts)
{
	Value out = Value::Object{};
	for (const auto& [tag, text]: texts) out.set(tag, Value::object({{"subject", text.subject}, {"text", text.text}}));
	return out;
}

}

NoticeSending::NoticeSending(const Context& context,
	const directory::Directory& directory,
	mail::Outbox& outbox,
	const TenantSource& tenants,
	const Subscriptions& subscriptions,
	quotas::Quotas& quotas):
	_context(context),
	_directory(directory), _outbox(outbox), _tenants(tenants), _subscriptions(subscriptions), _quotas(quotas),
	_journal(context.find<audit::Journal>())
{
}

Result<> NoticeSending::enqueue(Sql& sql, const std::string& id, const std::string& position) const
{
	return _context.jobs().enqueue(
		sql, {.kind = kJob, .payload = Value::object({{"id", id}}), .key = id + ":" + position});
}

Result<> NoticeSending::queue(const TenantId& tenant, const NewNotice& given) const
{
	if (auto fine = checkTexts(given); !fine) return fine;
	if (given.topic == Topic::News && _context.settings().text("sender").empty())
		return invalid("sender", "set plugins.settings.notices.sender: who sends, with postal address");
	auto notice = noticeOf({}, given);
	auto people = hearers(tenant, given.topic);
	if (!people) return people.error();
	notice.people = *people;
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		if (auto put = rows::addNotice(sql, notice); !put) return put.error();
		return enqueue(sql, notice.id, "");
	});
}

Notice NoticeSending::noticeOf(const Caller& author, const NewNotice& given) const
{
	return {.id = given.id.empty() ? _context.keys().uuid() : given.id,
		.topic = given.topic,
		.content = _context.json().write(contentValue(given.texts)),
		.made = _context.clock().now(),
		.author = author.user};
}

Result<> NoticeSending::check(const Tenant& tenant, const NewNotice& notice) const
{
	if (auto fine = checkTexts(notice); !fine) return fine;
	if (notice.topic == Topic::News && tenant.brand["legal"].text().empty())
		return invalid("sender", "the company's brand has no address, which news must name");
	return {};
}

Result<std::vector<directory::Person>> NoticeSending::hearersAmong(
	Sql& sql, Topic topic, std::vector<directory::Person> people) const
{
	std::vector<UserId> ids;
	for (const auto& each: people) ids.push_back(each.id);
	auto states = rows::statesOf(sql, topic, ids);
	if (!states) return states.error();
	std::erase_if(people, [&](const directory::Person& each) {
		const auto found = states->find(each.id);
		return (found == states->end() ? usualState(topic) : found->second) != TopicState::On;
	});
	return people;
}

Result<std::int64_t> NoticeSending::hearers(const TenantId& tenant, Topic topic) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<std::int64_t> {
		std::int64_t count = 0;
		for (std::string after;;)
		{
			auto people = _directory.find(sql,
				{.isActive = true,
					.order = directory::PeopleQuery::Order::Id,
					.after = after,
					.limit = kCountedAtOnce});
			if (!people) return people.error();
			after = people->next;
			auto hear = hearersAmong(sql, topic, std::move(people->people));
			if (!hear) return hear.error();
			count += static_cast<std::int64_t>(hear->size());
			if (after.empty()) return count;
		}
	});
}

Result<> NoticeSending::send(const Caller& author, const Tenant& tenant, const NewNotice& given) const
{
	if (auto fine = check(tenant, given); !fine) return fine;
	if (!isId(given.id)) return invalid("id", "not that of a notice that was looked at");
	auto notice = noticeOf(author, given);
	auto people = hearers(tenant.id, given.topic);
	if (!people) return people.error();
	notice.people = *people;
	return _context.store().write(tenant.id, [&](Sql& sql) -> Result<> {
		auto isNew = rows::addNotice(sql, notice);
		if (!isNew) return isNew.error();
		if (!*isNew) return {};  // the same form came twice
		if (auto taken = _quotas.take(sql, {{.quota = kQuota}}); !taken) return taken;
		if (auto queued = enqueue(sql, notice.id, ""); !queued) return queued;
		if (!_journal) return {};
		return _journal->append(sql,
			{.kind = "notices.sent",
				.actor = author.user,
				.subject = notice.id,
				.details = Value::object({{"topic", kTopics.wordOf(notice.topic)}, {"people", notice.people}}),
				.address = author.address});
	});
}

Result<std::vector<Notice>> NoticeSending::list(const TenantId& tenant, const std::string& before, int limit) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return rows::noticesOf(sql, before, limit); });
}

Result<Notice> NoticeSending::byId(const TenantId& tenant, const std::string& id) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return rows::notice(sql, id); });
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
		// A company that writes is named at the foot of every mail, by its brand.
		.sender = notice.author.empty() ? _context.settings().text("sender") : std::string()};
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
		auto hear = hearersAmong(sql, notice->topic, std::move(people->people));
		if (!hear) return hear.error();
		for (const auto& person: *hear)
		{
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
