#include "handlers/PersonDataPages.h"

#include "handlers/DataView.h"
#include "sx/text.h"

namespace sx::privacy {

namespace {

constexpr std::size_t kMostTyped = 100;

std::string pathOf(const UserId& user) { return std::string(kPrivacyPath) + "/people/" + user.value; }

/// Is the view of templates/pages/privacy.html.mustache. Texts are in the reader's language.
struct PrivacyView
{
	struct Found
	{
		std::string name, address, url;
		Value value() const { return Value::object({{"name", name}, {"address", address}, {"url", url}}); }
	};
	struct Term
	{
		std::string label, time;  // what is kept, and how long
		Value value() const { return Value::object({{"label", label}, {"time", time}}); }
	};

	std::string title, done, sought;  // done: what a form has just done; empty: nothing
	std::vector<Found> people{};
	std::vector<Term> kept{};

	Value value() const
	{
		Value::List rows, times;
		for (const auto& each: people) rows.push_back(each.value());
		for (const auto& each: kept) times.push_back(each.value());
		return Value::object({{"title", title},
			{"layout", "portal"},
			{"done", done.empty() ? Value() : noteView(NoteKind::Ok, done)},
			{"sought", sought},
			{"isSought", !sought.empty()},
			{"hasPeople", !people.empty()},
			{"people", std::move(rows)},
			{"kept", std::move(times)}});
	}
};

/// Is the view of templates/pages/person-data.html.mustache. Texts are in the reader's language.
struct PersonDataView
{
	struct Line
	{
		std::string label, count;
		Value value() const { return Value::object({{"label", label}, {"count", count}}); }
	};

	std::string title, name, address, path, error;  // error: of the confirmation; empty: none
	std::vector<Line> losses{};

	Value value() const
	{
		Value::List lines;
		for (const auto& each: losses) lines.push_back(each.value());
		return Value::object({{"title", title},
			{"layout", "portal"},
			{"isError", !error.empty()},
			{"name", name},
			{"address", address},
			{"exportUrl", path + "/export"},
			{"jsonUrl", path + "/export?format=json"},
			{"eraseUrl", path + "/erase"},
			{"hasLosses", !losses.empty()},
			{"losses", std::move(lines)},
			{"error", fieldErrorView("confirmation", error)},
			{"isWrong", !error.empty()}});
	}
};

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
	PrivacyView view{.title = words("page.title"),
		.done = request.query("done") == "erased" ? words("page.erased") : std::string(),
		.sought = sought};
	for (const auto& each: people)
		view.people.push_back({.name = each.name, .address = each.address, .url = pathOf(each.id)});
	for (const auto& each: *kept)
		view.kept.push_back(
			{.label = each.label, .time = words("retention.days", Value::object({{"days", each.days}}))});
	return Response::page("privacy", view.value());
}

Result<Response> PersonDataPages::person(Request& request) const
{
	const RequestWords words(_context.pages(), request);
	const UserId user{request.parameter("id")};
	auto person = _book.person(request.tenant().id, user);
	if (!person) return person.error();
	auto losses = _book.losses(request.tenant().id, user, words.language);
	if (!losses) return losses.error();
	PersonDataView view{.title = words("person.title", Value::object({{"name", person->name}})),
		.name = person->name,
		.address = person->address,
		.path = pathOf(user),
		.error = request.query("error") == "address" ? words("person.wrong_address") : std::string()};
	for (const auto& each: *losses)
		view.losses.push_back({.label = each.label, .count = words.pages.number(words.language, each.count)});
	return Response::page("person-data", view.value());
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
