#include "handlers/NoticePages.h"

#include "sx/list.h"
#include "sx/mail/Preview.h"

#include <algorithm>

namespace sx::notices {

namespace {

constexpr int kRowsOfAPage = 30;
/// A mail is shown in a frame that loads nothing, its styles in a sheet inside it (sx/mail/Preview.h).
constexpr const char* kPolicy = "style-src 'self' data:; frame-src 'self'";

/// Returns a text as the operator's files have it: forms end their lines with CR LF.
std::string withPlainLines(std::string text)
{
	std::erase(text, '\r');
	return text;
}

NewNotice noticeIn(const Value& form)
{
	NewNotice out{.id = form["id"].text()};
	out.topic = kTopics.valueOf(form["topic"].text()).value_or(Topic::Maintenance);
	for (const auto& each: spokenLanguages())
	{
		const std::string tag(each.language.shortTag());
		NoticeText text{form[tag + "-subject"].text(), withPlainLines(form[tag].text())};
		// French and English are asked for; who reads another language gets English where it was left out.
		if (tag == "fr" || tag == "en" || !text.subject.empty() || !text.text.empty())
			out.texts.emplace(tag, std::move(text));
	}
	return out;
}

/// Returns what was written, by language, with what is wrong of it.
std::vector<WrittenText> textsOf(const RequestWords& words, const NewNotice& notice, const Error* error = nullptr)
{
	std::vector<WrittenText> out;
	for (const auto& each: spokenLanguages())
	{
		const std::string language(each.language.shortTag());
		const auto found = notice.texts.find(language);
		const auto text = found == notice.texts.end() ? NoticeText() : found->second;
		const auto errorOf = [&](const std::string& field, const char* word) {
			return fieldErrorView(field, error && error->field == field ? words(word) : std::string());
		};
		out.push_back({.language = language,
			.name = each.name,
			.subject = text.subject,
			.text = text.text,
			.subjectError = errorOf(language + "-subject", "send.error.subject"),
			.textError = errorOf(language, "send.error.text")});
	}
	return out;
}

/// Returns the subject of a notice in a language; in English where it was not written in that.
std::string subjectIn(const Value& content, const Language& language)
{
	const auto& own = content[language.shortTag()]["subject"];
	return own.isText() ? own.text() : content["en"]["subject"].text();
}

std::string topicName(const RequestWords& words, Topic topic)
{
	return words("topic." + std::string(kTopics.wordOf(topic)) + ".label");
}

std::string progressOf(const RequestWords& words, const Notice& notice)
{
	return words("send.progress", Value::object({{"sent", notice.sent}, {"people", notice.people}}));
}

}

Routes<NoticePages> NoticePages::routes()
{
	const auto sender = peopleWith(kSend);
	const std::string path = kPath;
	const RouteOptions looks{.perMinute = 30, .contentSecurity = kPolicy};
	return {
		{Method::Get, path, sender, &NoticePages::list},
		{Method::Get, path + "/new", sender, &NoticePages::blank},
		{Method::Post, path + "/new", sender, &NoticePages::look, looks},
		{Method::Post,
			path,
			sender,
			&NoticePages::send,
			{.perMinute = 30, .contentSecurity = kPolicy, .spends = {std::string(NoticeSending::kQuota)}}},
		{Method::Get, path + "/{id:uuid}", sender, &NoticePages::one, {.contentSecurity = kPolicy}},
	};
}

std::string NoticePages::authorOf(const Request& request, const RequestWords& words, const Notice& notice) const
{
	if (notice.author.empty()) return words("send.by_operator");
	auto person = _directory.byId(request.tenant().id, notice.author);
	return person ? person->name : words("send.by_nobody");
}

Result<Response> NoticePages::list(Request& request) const
{
	const RequestWords words(_pages, request);
	auto notices = _sending.list(request.tenant().id, request.query("before").value_or(""), kRowsOfAPage + 1);
	if (!notices) return notices.error();
	const bool goesOn = cutTo(*notices, kRowsOfAPage);
	NoticesView view{.title = words("send.title")};
	if (request.query("done").value_or("") == "queued") view.note = noteView(NoteKind::Ok, words("send.queued"));
	for (const auto& each: *notices)
	{
		auto content = _context.json().parse(each.content);
		if (!content) return content.error();
		view.rows.push_back({.url = std::string(kPath) + '/' + each.id,
			.subject = subjectIn(*content, words.language),
			.topic = topicName(words, each.topic),
			.made = words.date(each.made, Pages::Style::Short),
			.by = authorOf(request, words, each),
			.progress = progressOf(words, each),
			.isDone = each.isDone});
	}
	auto page = view.value();
	addPaging(page, request, goesOn ? notices->back().id : std::string(), [](const std::string& last) {
		return urlOf(kPath, {{"before", last}});
	});
	return Response::page("notices", std::move(page));
}

Response NoticePages::form(Request& request, const NewNotice& notice, const Error* error) const
{
	const RequestWords words(_pages, request);
	NewNoticeView view{.title = words("send.new"), .texts = textsOf(words, notice, error), .isError = error != nullptr};
	for (const auto& [topic, word]: kTopics.pairs())
		view.topics.push_back({.value = std::string(word),
			.label = topicName(words, topic),
			.help = words("send.topic." + std::string(word)),
			.isChosen = topic == notice.topic});
	if (error)
	{
		const bool isSender = error->field == "sender", isText = !error->field.ends_with("-subject");
		view.summary = errorSummaryView(words,
			{{isSender ? "topic-news" : error->field,
				words(isSender   ? "send.error.sender"
						: isText ? "send.error.text"
								 : "send.error.subject")}});
	}
	return Response::page("notice-new", view.value(), error ? 400 : 200);
}

Result<Response> NoticePages::blank(Request& request) const { return form(request, {}, nullptr); }

Result<Response> NoticePages::look(Request& request) const
{
	auto read = request.form();
	if (!read) return read.error();
	auto notice = noticeIn(*read);
	if (read->has("edit")) return form(request, notice, nullptr);
	if (auto fine = _sending.check(request.tenant(), notice); !fine) return form(request, notice, &fine.error());
	notice.id = _context.keys().uuid();
	return preview(request, notice, nullptr);
}

Result<std::vector<ShownMail>> NoticePages::mailsOf(Request& request, const Notice& notice) const
{
	auto content = _context.json().parse(notice.content);
	if (!content) return content.error();
	auto reader = _directory.byId(request.tenant().id, request.principal()->user);
	if (!reader) return reader.error();
	std::vector<ShownMail> out;
	for (const auto& each: spokenLanguages())
	{
		const std::string language(each.language.shortTag());
		if (!content->has(language)) continue;
		reader->language = each.language;
		auto mail = _sending.mailTo(_pages, *reader, request.tenant(), notice, *content);
		if (!mail) return mail.error();
		const auto& logo = request.tenant().brand["logo"]["url"].text();
		out.push_back({.language = language,
			.name = each.name,
			.subject = mail->subject,
			.html = mail::framed(mail->html, logo)});
	}
	return out;
}

Result<Response> NoticePages::preview(Request& request, const NewNotice& notice, const Error* error) const
{
	const RequestWords words(_pages, request);
	auto people = _sending.hearers(request.tenant().id, notice.topic);
	if (!people) return people.error();
	auto mails = mailsOf(request, _sending.noticeOf(callerOf(request), notice));
	if (!mails) return mails.error();
	const std::string topic(kTopics.wordOf(notice.topic));
	const auto count = Value::object({{"count", *people}});
	const NoticePreviewView view{.title = words("send.preview"),
		.id = notice.id,
		.topic = topic,
		.topicLabel = topicName(words, notice.topic),
		.count = words("send.count." + topic, count),
		.act = words("send.act", count),
		.note = error ? noteView(NoteKind::Bad, words("send.refused")) : Value(),
		.hasPeople = *people > 0,
		.isError = error != nullptr,
		.texts = textsOf(words, notice),
		.mails = std::move(*mails)};
	return Response::page("notice-preview", view.value(), error ? 429 : 200);
}

Result<Response> NoticePages::send(Request& request) const
{
	auto read = request.form();
	if (!read) return read.error();
	const auto notice = noticeIn(*read);
	auto queued = _sending.send(callerOf(request), request.tenant(), notice);
	if (queued) return Response::redirect(urlOf(kPath, {{"done", "queued"}}));
	if (queued.error().code == Code::Limited) return preview(request, notice, &queued.error());
	if (queued.error().field.empty() || queued.error().field == "id") return queued.error();
	return form(request, notice, &queued.error());
}

Result<Response> NoticePages::one(Request& request) const
{
	const RequestWords words(_pages, request);
	auto notice = _sending.byId(request.tenant().id, request.parameter("id"));
	if (!notice) return notice.error();
	auto mails = mailsOf(request, *notice);
	if (!mails) return mails.error();
	const NoticeStateView view{
		.title = words("send.one", Value::object({{"date", words.date(notice->made, Pages::Style::Short)}})),
		.topic = topicName(words, notice->topic),
		.by = authorOf(request, words, *notice),
		.made = words.date(notice->made, Pages::Style::LongWithZone),
		.progress = progressOf(words, *notice),
		.path = std::string(kPath) + '/' + notice->id,
		.sent = notice->sent,
		.people = std::max(notice->people, notice->sent),
		.isDone = notice->isDone,
		.mails = std::move(*mails)};
	return Response::page("notice", view.value());
}

}
