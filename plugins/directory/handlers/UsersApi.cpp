#include "handlers/UsersApi.h"

#include "handlers/PeopleAccess.h"
#include "handlers/PeopleQueryOf.h"
#include "sx/time.h"
#include "sx/views.h"

namespace sx::directory {

namespace {

constexpr int kUsualUsers = 50, kMostUsers = 500;
constexpr std::int64_t kMaxFileBytes = 4'194'304;

Value toValue(const Person& person, const std::string& country)
{
	return Value::object({{"id", person.id.value},
		{"address", person.address},
		{"first_name", person.firstName},
		{"last_name", person.lastName},
		{"role", person.role},
		{"state", kStates.wordOf(person.isActive)},
		{"last_sent", person.lastSent ? Value(isoTime(*person.lastSent)) : Value()},
		{"language", person.language.tag},
		{"time_zone", person.hasOwnZone ? Value(person.timeZone) : Value()},
		{"country", country.empty() ? Value() : Value(country)}});
}

Response privately(Response response)
{
	response.header("Cache-Control", "no-store");
	return response;
}

/// Turns the error of a wrong value into 422, with the field as the API calls it.
Error unfit(Error error)
{
	if (error.code != Code::Invalid || error.field.empty()) return error;
	error.code = Code::Unfit;
	if (error.field == "timeZone") error.field = "time_zone";
	if (error.field == "name") error.field = "first_name";
	return error;
}

/// Reads an optional text of a body. Errors: Unfit (of another type).
Result<> read(const Value& body, const char* name, std::optional<std::string>& out)
{
	const auto& given = body[name];
	if (given.isNull()) return {};
	if (!given.isText()) return Error{.code = Code::Unfit, .detail = "a text is expected", .field = name};
	out = given.text();
	return {};
}

/// Reads the members of a person that people may give; others change nothing. Errors: Unfit with field.
Result<StoredDirectory::Edit> editOf(Request& request)
{
	auto body = request.json();
	if (!body) return body.error();
	StoredDirectory::Edit out;
	auto& change = out.change;
	std::optional<std::string> state;
	const std::pair<const char*, std::optional<std::string>*> members[] = {{"address", &change.address},
		{"first_name", &change.firstName},
		{"last_name", &change.lastName},
		{"role", &change.role},
		{"language", &change.language},
		{"time_zone", &change.timeZone},
		{"country", &change.country},
		{"state", &state}};
	for (const auto& [name, place]: members)
		if (auto done = read(*body, name, *place); !done) return done.error();
	if (!state) return out;
	out.isActive = kStates.valueOf(*state);
	if (!out.isActive) return Error{.code = Code::Unfit, .detail = "active or suspended", .field = "state"};
	return out;
}

}

Routes<UsersApi> UsersApi::routes()
{
	const std::string all = "/api/v1/users", one = all + "/{id:uuid}";
	const RouteOptions small{.maxBodyBytes = 8192};
	return {
		{Method::Get, all, allowedTo(kReadPeople), &UsersApi::list},
		{Method::Post, all, allowedTo(kManagePeople), &UsersApi::add, small},
		{Method::Post, all + "/import", allowedTo(kManagePeople), &UsersApi::import, {.maxBodyBytes = kMaxFileBytes}},
		{Method::Get, one, allowedTo(kReadPeople), &UsersApi::show},
		{Method::Patch, one, allowedTo(kManagePeople), &UsersApi::change, small},
		{Method::Delete, one, allowedTo(kManagePeople), &UsersApi::remove},
	};
}

Result<> UsersApi::mayGive(const Request& request, std::string_view role) const
{
	if (!request.principal()->isApiKey || role == "member") return {};
	for (const auto& each: _directory.permissionsOf(role))
		if (!request.principal()->may(each))
			return refused(Code::Denied, "higher_role", "the key lacks " + each + ", which the role gives").at("role");
	return {};
}

Result<Response> UsersApi::list(Request& request) const
{
	const auto query = peopleQueryOf(request, kUsualUsers, kMostUsers);
	if (!query) return query.error();
	auto found = _directory.list(request.tenant().id, *query);
	if (!found) return found.error();
	auto countries = _directory.countriesOf(request.tenant().id, found->people);
	if (!countries) return countries.error();
	Value::List items;
	for (const auto& each: found->people) items.push_back(toValue(each, (*countries)[each.id.value]));
	return privately(Response::json(
		Value::object({{"items", std::move(items)}, {"next", found->next.empty() ? Value() : Value(found->next)}})));
}

Result<Response> UsersApi::show(Request& request) const
{
	auto person = _directory.byId(request.tenant().id, UserId{request.parameter("id")});
	if (!person) return person.error();
	return answer(*person);
}

Result<Response> UsersApi::answer(const Person& person) const
{
	auto mobile = _directory.mobileOf(person.tenant, person.id);
	if (!mobile) return mobile.error();
	return privately(Response::json(toValue(person, mobile->country)));
}

Result<Response> UsersApi::add(Request& request) const
{
	auto wanted = editOf(request);
	if (!wanted) return wanted.error();
	const auto& given = wanted->change;
	if (auto may = mayGive(request, given.role.value_or("member")); !may) return may.error();
	auto language = request.tenant().language;
	if (given.language)
	{
		const auto spoken = spokenLanguage(*given.language);
		if (!spoken) return Error{.code = Code::Unfit, .detail = "not a language of the server", .field = "language"};
		language = *spoken;
	}
	auto added = _directory.add(NewPerson{.tenant = request.tenant().id,
									.name = {},
									.address = given.address.value_or(""),
									.role = given.role.value_or("member"),
									.language = language,
									.timeZone = given.timeZone.value_or(""),
									.firstName = given.firstName.value_or(""),
									.lastName = given.lastName.value_or("")},
		given.country.value_or(""),
		callerOf(request));
	if (!added) return unfit(added.error());
	return Response::json(Value::object({{"id", added->value}}), 201);
}

Result<Response> UsersApi::change(Request& request) const
{
	auto wanted = editOf(request);
	if (!wanted) return wanted.error();
	if (wanted->change.address)
		return Error{.code = Code::Unfit,
			.detail = "an address changes by proof of the new one, which is asked for on the person's page",
			.problem = "address_needs_proof",
			.field = "address"};
	if (auto may = mayGive(request, wanted->change.role.value_or("member")); !may) return may.error();
	auto person = _directory.edit(request.tenant().id, {request.parameter("id")}, *wanted, callerOf(request));
	if (!person) return unfit(person.error());
	return answer(*person);
}

Result<Response> UsersApi::remove(Request& request) const
{
	auto removed = _directory.remove(request.tenant().id, {request.parameter("id")}, callerOf(request));
	if (!removed) return removed.error();
	return Response::empty();
}

Result<Response> UsersApi::import(Request& request) const
{
	const bool isTrial = request.query("dry_run").value_or("0") == "1";
	const auto by = callerOf(request);
	// A file may give every role.
	if (auto may = mayGive(request, request.principal()->role); !may) return may.error();
	auto outcome = isTrial ? _import.trial(by, request.body())
						   : _import.run(by, request.body(), request.query("activation").value_or("0") == "1");
	if (!outcome) return unfit(outcome.error());
	Value::List lines;
	lines.reserve(outcome->lines.size());
	for (const auto& each: outcome->lines)
		lines.push_back(
			Value::object({{"line", each.line}, {"problem", each.problem.empty() ? Value() : Value(each.problem)}}));
	return privately(Response::json(Value::object(
		{{"lines", std::move(lines)}, {isTrial ? "would_add" : "added", outcome->added}, {"dry_run", isTrial}})));
}

}
