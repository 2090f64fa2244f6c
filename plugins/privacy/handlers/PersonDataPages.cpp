#include "handlers/PersonDataPages.h"

#include "handlers/DataView.h"
#include "sx/text.h"

namespace sx::privacy {

namespace {

constexpr std::size_t kMostTyped = 100;

std::string pathOf(const UserId& user) { return std::string(kPrivacyPath) + "/people/" + user.value; }

}

Routes<PersonDataPages> PersonDataPages::routes()
{
	const std::string one = std::string(kPrivacyPath) + "/people/{id:uuid}";
	return {
		{Method::Get, kPrivacyPath, peopleWith(kManage), &PersonDataPages::show},
		{Method::Get, one, peopleWith(kManage), &PersonDataPages::person},
		{Method::Get, one + "/export", peopleWith(kManage), &PersonDataPages::exported, {.perMinute = 20}},
		{Method::Post, one + "/erase", peopleWith(kManage), &PersonDataPages::erase},
		{Method::Get, "/privacy/own", kSignedIn, &PersonDataPages::own, {.perMinute = 6}},
	};
}

Result<Response> PersonDataPages::show(Request& request) const
{
	const RequestWords words(_context.pages(), request);
	const auto sought = request.query("q").value_or("");
	if (charactersIn(sought) > kMostTyped) return invalid("q", "too long");
	std::vector<directory::Person> people;
	if (!sought.empty())
	{
		auto found = _book.found(request.tenant().id, sought);
		if (!found) return found.error();
		people = std::move(*found);
	}
	auto kept = _book.retention(request.tenant().id, words.language);
	if (!kept) return kept.error();
	Value::List rows, times;
	for (const auto& each: people)
		rows.push_back(Value::object({{"name", each.name}, {"address", each.address}, {"url", pathOf(each.id)}}));
	for (const auto& each: *kept)
		times.push_back(Value::object(
			{{"label", each.label}, {"time", words("retention.days", Value::object({{"days", each.days}}))}}));
	const bool isErased = request.query("done") == "erased";
	return Response::page("privacy",
		Value::object({{"title", words("page.title")},
			{"layout", "portal"},
			{"done", isErased ? noteView(NoteKind::Ok, words("page.erased")) : Value()},
			{"sought", sought},
			{"isSought", !sought.empty()},
			{"hasPeople", !rows.empty()},
			{"people", std::move(rows)},
			{"kept", std::move(times)}}));
}

Result<Response> PersonDataPages::person(Request& request) const
{
	const RequestWords words(_context.pages(), request);
	const UserId user{request.parameter("id")};
	auto person = _book.person(request.tenant().id, user);
	if (!person) return person.error();
	auto losses = _book.losses(request.tenant().id, user, words.language);
	if (!losses) return losses.error();
	Value::List lines;
	for (const auto& each: *losses)
		lines.push_back(
			Value::object({{"label", each.label}, {"count", words.pages.number(words.language, each.count)}}));
	const bool isWrong = request.query("error") == "address";
	return Response::page("person-data",
		Value::object({{"title", words("person.title", Value::object({{"name", person->name}}))},
			{"layout", "portal"},
			{"isError", isWrong},
			{"name", person->name},
			{"address", person->address},
			{"exportUrl", pathOf(user) + "/export"},
			{"jsonUrl", pathOf(user) + "/export?format=json"},
			{"eraseUrl", pathOf(user) + "/erase"},
			{"hasLosses", !lines.empty()},
			{"losses", std::move(lines)},
			{"error", fieldErrorView("confirmation", isWrong ? words("person.wrong_address") : std::string())},
			{"isWrong", isWrong}}));
}

Result<Response> PersonDataPages::file(Request& request, const UserId& user) const
{
	const RequestWords words(_context.pages(), request);
	auto sections = _book.takeData(callerOf(request), user, words.language);
	if (!sections) return sections.error();
	const bool isJson = request.query("format") == "json";
	Response out = Response::empty();
	if (isJson)
	{
		Value all = Value::Object{};
		for (auto& each: *sections) all.set(each.name, std::move(each.data));
		out = Response::text(_context.json().write(all), "application/json");
	}
	else
	{
		auto text = _context.pages().render(
			words.language, "fragments/data.html", dataView(words, request.tenant(), *sections));
		if (!text) return text.error();
		out = Response::text(std::move(*text), "text/html; charset=utf-8");
	}
	out.header("Content-Disposition",
		"attachment; filename*=UTF-8''" + encodeUrl(words("export.file")) + (isJson ? ".json" : ".html"));
	out.header("Cache-Control", "no-store");
	return out;
}

Result<Response> PersonDataPages::exported(Request& request) const { return file(request, {request.parameter("id")}); }

Result<Response> PersonDataPages::own(Request& request) const { return file(request, request.principal()->user); }

Result<Response> PersonDataPages::erase(Request& request) const
{
	const UserId user{request.parameter("id")};
	auto form = request.form();
	if (!form) return form.error();
	auto person = _book.person(request.tenant().id, user);
	if (!person) return person.error();
	if ((*form)["confirmation"].text() != person->address)
		return Response::redirect(pathOf(user) + "?error=address#confirmation");
	if (auto gone = _book.erase(callerOf(request), user); !gone) return gone.error();
	return Response::redirect(std::string(kPrivacyPath) + "?done=erased");
}

}
