#include "handlers/PeoplePage.h"

#include "sx/url.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace sx::directory {

namespace {

constexpr std::string_view kChanges[] = {"deactivated", "activated", "signed_out"};
constexpr std::string_view kProblems[] = {"last_administrator", "yourself"};

bool isOneOf(const auto& words, std::string_view word)
{
	return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

/// Is the view of templates/pages/people.html.mustache.
struct PeopleView
{
	struct Found
	{
		const Person& person;
		std::string role;
		bool isSelf = false, isHigher = false;  // isHigher: their role lets them do more than the reader

		Value value() const
		{
			const bool mayChange = !isSelf && !isHigher;
			return Value::object({{"name", person.name},
				{"address", person.address},
				{"role", role},
				{"isActive", person.isActive},
				{"isSelf", isSelf},
				{"isHigher", isHigher && !isSelf},
				{"canEnd", mayChange && person.isActive},
				{"canActivate", mayChange && !person.isActive},
				{"id", person.id.value}});
		}
	};

	std::string title, sought;
	Value note;  // of noteView()
	std::optional<Found> found;

	Value value() const
	{
		return Value::object({{"title", title},
			{"layout", "portal"},
			{"note", note},
			{"sought", sought},
			{"isUnknown", !sought.empty() && !found},
			{"person", found ? found->value() : Value()}});
	}
};

}

Routes<PeoplePage> PeoplePage::routes()
{
	const std::string one = std::string(kPath) + "/{id:uuid}";
	const auto administrators = peopleWith(kManage);
	const RouteOptions small{.maxBodyBytes = 4096};
	return {
		{Method::Get, kPath, administrators, &PeoplePage::show},
		{Method::Post, one + "/deactivate", administrators, &PeoplePage::deactivate, small},
		{Method::Post, one + "/activate", administrators, &PeoplePage::activate, small},
		{Method::Post, one + "/sign-out", administrators, &PeoplePage::signOut, small},
	};
}

Result<Response> PeoplePage::show(Request& request) const
{
	const auto sought = request.query("address").value_or("");
	if (sought.empty()) return page(request, sought, nullptr, {});
	auto person = _directory.byAddress(request.tenant().id, sought);
	if (!person && person.error().code != Code::Missing) return person.error();
	return page(request, sought, person ? &*person : nullptr, {});
}

Result<Response> PeoplePage::deactivate(Request& request) const
{
	return change(request, &StoredDirectory::deactivate, "deactivated");
}

Result<Response> PeoplePage::activate(Request& request) const
{
	return change(request, &StoredDirectory::activate, "activated");
}

Result<Response> PeoplePage::signOut(Request& request) const
{
	return change(request, &StoredDirectory::endSessions, "signed_out");
}

Result<Response> PeoplePage::change(const Request& request, Change change, const char* done) const
{
	auto person = _directory.byId(request.tenant().id, {request.parameter("id")});
	if (!person) return person.error();
	auto changed = (_directory.*change)(request.tenant().id, person->id, callerOf(request));
	if (changed) return Response::redirect(urlOf(kPath, {{"address", person->address}, {"done", done}}));
	if (!isOneOf(kProblems, changed.error().problem)) return changed.error();
	return page(request, person->address, &*person, changed.error().problem);
}

Response PeoplePage::page(
	const Request& request, const std::string& sought, const Person* person, const std::string& problem) const
{
	const RequestWords words(_pages, request);
	const auto done = request.query("done").value_or("");
	PeopleView view{.title = words("people.title"), .sought = sought, .note = {}, .found = {}};
	if (!problem.empty())
		view.note = noteView(NoteKind::Bad, words("people.problem." + problem));
	else if (person && isOneOf(kChanges, done))
		view.note = noteView(NoteKind::Ok, words("people.done." + done, Value::object({{"name", person->name}})));
	if (person)
	{
		const auto reader = _directory.byId(request.tenant().id, request.principal()->user);
		view.found.emplace(PeopleView::Found{.person = *person,
			.role = words("role." + person->role),
			.isSelf = person->id == request.principal()->user,
			.isHigher = !reader || kRoles.valueOf(reader->role) < kRoles.valueOf(person->role)});
	}
	return Response::page("people", view.value(), problem.empty() ? 200 : 409);
}

}
