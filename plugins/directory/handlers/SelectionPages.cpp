#include "handlers/SelectionPages.h"

#include "handlers/PeopleAccess.h"
#include "handlers/PeoplePage.h"
#include "sx/enums.h"

#include <algorithm>
#include <map>

namespace sx::directory {

namespace {

constexpr std::size_t kMostPeople = 50;  // as many as the list shows
/// Lists the refusals that have words of their own.
constexpr std::string_view kSpokenProblems[] = {"last_administrator", "last_super", "yourself", "suspended"};

std::string problemOf(const RequestWords& words, const Error& error)
{
	if (error.code == Code::Missing) return words("selection.gone");
	if (error.code == Code::Limited) return words("selection.limited");
	if (error.code == Code::Denied) return words("people.higher");
	const auto known = std::find(std::begin(kSpokenProblems), std::end(kSpokenProblems), error.problem);
	return words(known == std::end(kSpokenProblems) ? "selection.failed" : "people.problem." + error.problem);
}

}

struct SelectionPages::Chosen
{
	Act act = Act::Remind;
	std::string word;  // of the act, as in the form and in the words
	std::vector<UserId> people;
};

Routes<SelectionPages> SelectionPages::routes()
{
	const auto managers = peopleWith(kManagePeople);
	const std::string path = std::string(PeoplePage::kPath) + "/selection";
	return {
		{Method::Post, path, managers, &SelectionPages::ask, {.maxBodyBytes = 16'384}},
		{Method::Post,
			path + "/run",
			managers,
			&SelectionPages::run,
			{.maxBodyBytes = 16'384, .perMinute = 30, .spends = {"mail.person_hour", "mail.company_day"}}},
	};
}

Result<SelectionPages::Chosen> SelectionPages::chosenIn(const Request& request) const
{
	static constexpr auto kActs = enumWords<Act>(
		{{Act::Suspend, "suspend"}, {Act::Remove, "remove"}, {Act::Remind, "remind"}});
	auto form = request.form();
	if (!form) return form.error();
	Chosen out;
	out.word = (*form)["act"].text();
	const auto act = kActs.valueOf(out.word);
	if (!act) return invalid("act", "suspend, remove or remind");
	out.act = *act;
	// A form has each name once, so every person is a name of their own.
	constexpr std::string_view kPrefix = "person.";
	for (const auto& [name, value]: form->members())
		if (name.starts_with(kPrefix)) out.people.push_back({name.substr(kPrefix.size())});
	if (out.people.size() > kMostPeople) return invalid("people", "more than a page of the list");
	return out;
}

Result<std::vector<Loss>> SelectionPages::lossesOf(const Request& request, const std::vector<Person>& people) const
{
	std::vector<Loss> out;
	for (const auto& person: people)
	{
		auto losses = _directory.lossesOf(person.tenant, person.id, request.language());
		if (!losses) return losses.error();
		for (auto& each: *losses)
		{
			const auto same = std::find_if(
				out.begin(), out.end(), [&](const Loss& known) { return known.label == each.label; });
			if (same == out.end())
				out.push_back(std::move(each));
			else
				same->count += each.count;
		}
	}
	return out;
}

Result<Response> SelectionPages::ask(Request& request) const
{
	auto chosen = chosenIn(request);
	if (!chosen) return chosen.error();
	if (chosen->people.empty()) return Response::redirect(PeoplePage::kPath);
	const RequestWords words(_pages, request);
	std::vector<Person> people;
	for (const auto& id: chosen->people)
		if (auto person = _directory.byId(request.tenant().id, id)) people.push_back(std::move(*person));
	const auto count = Value::object({{"count", static_cast<std::int64_t>(people.size())}});
	const auto key = "selection." + chosen->word;
	SelectionView view{.title = words(key + ".title", count),
		.text = words(key + ".text"),
		.button = words(key + ".button", count),
		.act = chosen->word,
		.isDangerous = chosen->act != Act::Remind};
	for (const auto& each: people) view.people.push_back({each.id.value, each.name, each.address, {}});
	if (chosen->act == Act::Remove)
	{
		auto losses = lossesOf(request, people);
		if (!losses) return losses.error();
		for (const auto& each: *losses)
			view.losses.push_back(words("person_delete.loss",
				Value::object({{"label", each.label}, {"count", _pages.number(words.language, each.count)}})));
	}
	return Response::page("people-selection", view.value());
}

Result<> SelectionPages::act(Act act, const Caller& by, const UserId& user) const
{
	if (act == Act::Suspend) return _directory.deactivate(by.tenant, user, by);
	if (act == Act::Remove) return _directory.remove(by.tenant, user, by);
	return _mails.activation(by, user);
}

Result<Response> SelectionPages::run(Request& request) const
{
	auto chosen = chosenIn(request);
	if (!chosen) return chosen.error();
	if (chosen->people.empty()) return Response::redirect(PeoplePage::kPath);
	const RequestWords words(_pages, request);
	const auto by = callerOf(request);
	SelectionView view{.title = {}, .text = words("selection.each"), .button = {}, .act = {}, .isDone = true};
	std::int64_t done = 0;
	for (const auto& id: chosen->people)
	{
		const auto person = _directory.byId(by.tenant, id);
		// Each person in a transaction of their own: one who must stay keeps nobody else.
		const auto outcome = person ? act(chosen->act, by, id) : Result<>(person.error());
		if (!outcome && (outcome.error().code == Code::Unavailable || outcome.error().code == Code::Internal))
			return outcome.error();
		done += outcome ? 1 : 0;
		view.people.push_back({id.value,
			person ? person->name : std::string(),
			person ? person->address : std::string(),
			outcome ? std::string() : problemOf(words, outcome.error())});
	}
	view.title = words("selection." + chosen->word + ".done", Value::object({{"count", done}}));
	return Response::page("people-selection", view.value());
}

}
