// Fills what the pages of notices to a company's people show.
#pragma once
#include "sx/views.h"

#include <string>
#include <vector>

namespace sx::notices {

/// Is a mail of partials/notice-mails: as it looks in one language, fit for a frame.
struct ShownMail
{
	std::string language, name, subject, html;

	static Value::List values(const std::vector<ShownMail>& mails)
	{
		Value::List out;
		for (const auto& each: mails)
			out.push_back(Value::object(
				{{"language", each.language}, {"name", each.name}, {"subject", each.subject}, {"html", each.html}}));
		return out;
	}
};

/// Is what somebody wrote in one language. The errors: as fieldErrorView() makes them, or null.
struct WrittenText
{
	std::string language, name, subject, text;
	Value subjectError{}, textError{};

	static Value::List values(const std::vector<WrittenText>& texts)
	{
		Value::List out;
		for (const auto& each: texts)
			out.push_back(Value::object({{"language", each.language},
				{"name", each.name},
				{"subjectId", each.language + "-subject"},
				{"subject", each.subject},
				{"text", each.text},
				{"subjectError", each.subjectError},
				{"textError", each.textError}}));
		return out;
	}
};

/// Is the view of templates/pages/notices.html.mustache.
struct NoticesView
{
	struct Row
	{
		std::string url, subject, topic, made, by, progress;
		bool isDone = false;
	};
	std::string title;
	Value note{};
	std::vector<Row> rows{};

	Value value() const
	{
		Value::List out;
		for (const auto& each: rows)
			out.push_back(Value::object({{"url", each.url},
				{"subject", each.subject},
				{"topic", each.topic},
				{"made", each.made},
				{"by", each.by},
				{"isDone", each.isDone},
				{"progress", each.progress}}));
		return Value::object({{"title", title},
			{"layout", "portal"},
			{"note", note},
			{"hasRows", !rows.empty()},
			{"rows", std::move(out)}});
	}
};

/// Is the view of templates/pages/notice-new.html.mustache.
struct NewNoticeView
{
	struct Choice
	{
		std::string value, label, help;
		bool isChosen = false;
	};
	std::string title;
	Value summary{};
	std::vector<Choice> topics{};
	std::vector<WrittenText> texts{};
	bool isError = false;

	Value value() const
	{
		Value::List choices;
		for (const auto& each: topics)
			choices.push_back(Value::object(
				{{"value", each.value}, {"label", each.label}, {"help", each.help}, {"isChosen", each.isChosen}}));
		return Value::object({{"title", title},
			{"layout", "portal"},
			{"isError", isError},
			{"summary", summary},
			{"topics", std::move(choices)},
			{"languages", WrittenText::values(texts)}});
	}
};

/// Is the view of templates/pages/notice-preview.html.mustache.
struct NoticePreviewView
{
	std::string title, id, topic, topicLabel, count, act;
	Value note{};
	bool hasPeople = false, isError = false;
	std::vector<WrittenText> texts{};
	std::vector<ShownMail> mails{};

	Value value() const
	{
		return Value::object({{"title", title},
			{"layout", "portal"},
			{"isError", isError},
			{"note", note},
			{"id", id},
			{"topic", topic},
			{"topicLabel", topicLabel},
			{"count", count},
			{"hasPeople", hasPeople},
			{"act", act},
			{"languages", WrittenText::values(texts)},
			{"mails", ShownMail::values(mails)}});
	}
};

/// Is the view of templates/pages/notice.html.mustache.
struct NoticeStateView
{
	std::string title, topic, by, made, progress, path;
	std::int64_t sent = 0, people = 0;
	bool isDone = false;
	std::vector<ShownMail> mails{};

	Value value() const
	{
		return Value::object({{"title", title},
			{"layout", "portal"},
			{"topic", topic},
			{"by", by},
			{"made", made},
			{"isDone", isDone},
			{"sent", std::to_string(sent)},
			{"people", std::to_string(people)},
			{"progress", progress},
			{"path", path},
			{"mails", ShownMail::values(mails)}});
	}
};

}
