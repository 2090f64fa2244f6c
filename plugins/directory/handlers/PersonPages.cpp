#include "handlers/PersonPages.h"

#include "handlers/PeopleAccess.h"
#include "handlers/PeoplePage.h"
#include "sx/sms/Sms.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

namespace sx::directory {

namespace {

constexpr std::string_view kDone[] = {
	"deactivated", "activated", "signed_out", "saved", "added", "activation", "asked", "forgotten"};
/// Lists what an act may be refused for that its page explains.
constexpr std::string_view kProblems[] = {
	"last_administrator", "last_super", "yourself", "suspended", "address_taken", "foreign_domain", "higher_role"};
constexpr const char* kNew = "/admin/people/new";
constexpr const char* kConfirm = "/confirm-address/";

bool isOneOf(const auto& words, std::string_view word)
{
	return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

std::string pathOf(const UserId& person) { return std::string(PeoplePage::kPath) + "/" + person.value; }

bool isRefusal(const Error& error) { return !error.field.empty() || isOneOf(kProblems, error.problem); }

int personStatusOf(const Error& error) { return error.code == Code::Conflict ? 409 : 400; }

}

struct PersonPages::Typed
{
	std::optional<PersonChange> change{};
	std::string newAddress{};
	Error error{};  // without detail: nothing was refused
	bool isRefused = false;
};

Routes<PersonPages> PersonPages::routes()
{
	const std::string one = std::string(PeoplePage::kPath) + "/{id:uuid}",
					  confirm = std::string(kConfirm) + "{token:token}";
	const auto readers = peopleWith(kReadPeople), managers = peopleWith(kManagePeople);
	const RouteOptions small{.maxBodyBytes = 8192};
	const RouteOptions mails{.maxBodyBytes = 8192, .perMinute = 30, .spends = {"mail.person_hour", "mail.company_day"}};
	return {
		{Method::Get, kNew, managers, &PersonPages::create},
		{Method::Post, kNew, managers, &PersonPages::add, mails},
		{Method::Get, one, readers, &PersonPages::show},
		{Method::Post, one, managers, &PersonPages::save, small},
		{Method::Post, one + "/deactivate", managers, &PersonPages::deactivate, small},
		{Method::Post, one + "/activate", managers, &PersonPages::activate, small},
		{Method::Post, one + "/sign-out", managers, &PersonPages::signOut, small},
		{Method::Post, one + "/activation", managers, &PersonPages::activation, mails},
		{Method::Post, one + "/forget-mobile", managers, &PersonPages::forgetMobile, small},
		{Method::Post, one + "/address", managers, &PersonPages::moveTo, mails},
		{Method::Get, one + "/delete", managers, &PersonPages::confirmRemoval},
		{Method::Post, one + "/delete", managers, &PersonPages::remove, small},
		{Method::Get, confirm, kAnyone, &PersonPages::proposal},
		{Method::Post, confirm, kAnyone, &PersonPages::prove, small},
	};
}

void PersonPages::fill(PersonView& view,
	const RequestWords& words,
	const Request& request,
	const Person& person,
	const std::string& country) const
{
	view.hasCountry = !country.empty();
	// Found here and not in start(), because sms starts after directory.
	for (const auto* sender: _context.findAll<sms::Sender>())
		if (sender->isOffered()) view.served = sms::countryChoices(sender->countries(), country);
	const auto reader = _directory.byId(request.tenant().id, request.principal()->user);
	const auto mayGive = reader ? kRoles.valueOf(reader->role) : std::optional<Role>();
	for (const auto& [role, word]: kRoles.pairs())
		if ((mayGive && role <= *mayGive) || word == person.role)
			view.roles.push_back({std::string(word), words("role." + std::string(word)), person.role == word});
	view.isHigher = !view.isNew && (!mayGive || *mayGive < kRoles.valueOf(person.role));
	const bool isManager = request.principal()->may(kManagePeople);
	view.canEdit = isManager && !view.isHigher;
	view.canLockOut = view.canEdit && !view.isSelf;
	view.canGiveRole = view.canLockOut || view.isNew;
	view.canSetOptions = !view.isNew && request.principal()->may("directory.settings");
	view.languages = languageChoices(person.language.tag);

	view.followsCompany = !person.hasOwnZone;
	if (auto company = _pages.timeZone(words.language, request.tenant().timeZone))
		view.companyZone = words("person.zone.company", Value::object({{"zone", company->label}}));
	std::map<std::string, std::vector<ChoiceView>> byCountry;
	for (const auto& zone: _pages.timeZones(words.language))
		byCountry[zone.country].push_back({zone.id, zone.label, person.hasOwnZone && zone.id == person.timeZone});
	for (auto& [country, zones]: byCountry)
		view.zones.push_back({.country = country.empty() ? "UTC" : country, .zones = std::move(zones)});
}

Result<Response> PersonPages::create(Request& request) const { return newPage(request, {}); }

Result<Response> PersonPages::newPage(const Request& request, const Typed& typed) const
{
	const RequestWords words(_pages, request);
	const auto change = typed.change.value_or(PersonChange{});
	Person shown{.id = {},
		.tenant = request.tenant().id,
		.name = {},
		.address = change.address.value_or(""),
		.role = change.role.value_or("member"),
		.language = {change.language.value_or(request.tenant().language.tag)},
		.timeZone = change.timeZone.value_or("")};
	shown.hasOwnZone = !shown.timeZone.empty();
	PersonView view{.title = words("person.new"), .action = kNew, .isNew = true};
	view.address = shown.address;
	view.firstName = change.firstName.value_or("");
	view.lastName = change.lastName.value_or("");
	fill(view, words, request, shown, change.country.value_or(""));
	if (!typed.isRefused) return Response::page("person", view.value(words));
	const auto& error = typed.error;
	const auto text = isOneOf(kProblems, error.problem) ? words("people.problem." + error.problem) : std::string();
	if (error.field == "address")
		view.addressError = text.empty() ? words("person.error.address") : text;
	else if (error.field == "role" || error.problem == "higher_role")
		view.roleError = text.empty() ? words("person.error.role") : text;
	else if (error.field == "timeZone")
		view.zoneError = words("person.error.zone");
	else if (error.field == "country")
		view.countryError = words("person.error.country");
	else if (error.field == "last_name")
		view.lastNameError = words("person.error.name");
	else
		view.firstNameError = words("person.error.name");
	return Response::page("person", view.value(words), personStatusOf(error));
}

Result<Response> PersonPages::add(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	Typed typed;
	auto& change = typed.change.emplace();
	change.address = (*form)["address"].text();
	change.firstName = (*form)["first_name"].text();
	change.lastName = (*form)["last_name"].text();
	change.role = (*form)["role"].text();
	change.language = (*form)["language"].text();
	change.timeZone = (*form)["time_zone"].text();
	change.country = (*form)["country"].text();
	const auto by = callerOf(request);
	auto added = _directory.add(NewPerson{.tenant = by.tenant,
									.name = {},
									.address = *change.address,
									.role = *change.role,
									.language = sx::languageOf(*change.language),
									.timeZone = *change.timeZone,
									.firstName = *change.firstName,
									.lastName = *change.lastName},
		*change.country,
		by);
	if (!added)
	{
		if (!isRefusal(added.error())) return added.error();
		typed.error = added.error();
		typed.isRefused = true;
		return newPage(request, typed);
	}
	// The person is there whether the mail leaves or not; it can be sent again from their page.
	const bool isWanted = (*form)["activation"].text() == "1";
	const bool isSent = isWanted && bool(_mails.activation(by, *added));
	return Response::redirect(urlOf(pathOf(*added), {{"done", isSent ? "activation" : "added"}}));
}

Result<Response> PersonPages::show(Request& request) const { return page(request, {request.parameter("id")}, {}); }

Result<Response> PersonPages::page(const Request& request, const UserId& user, const Typed& typed) const
{
	auto person = _directory.byId(request.tenant().id, user);
	if (!person) return person.error();
	auto waiting = _proofs.waiting(request.tenant().id, user);
	if (!waiting) return waiting.error();
	const auto mobile = _directory.mobileOf(request.tenant().id, user);
	const RequestWords words(_pages, request);
	PersonView view{.title = person->name, .action = pathOf(user)};
	view.id = user.value;
	view.isSelf = request.principal()->user == user;
	view.isActive = person->isActive;
	view.address = person->address;
	view.waiting = *waiting;
	view.hasMobile = mobile && !mobile->e164.empty();
	view.newAddress = typed.newAddress;
	if (person->lastSent)
		view.lastSent = timeView(_pages, words.language, *person->lastSent, words.zone, Pages::Style::Long);
	auto shown = *person;
	if (const auto& change = typed.change)
	{
		shown.firstName = change->firstName.value_or(shown.firstName);
		shown.lastName = change->lastName.value_or(shown.lastName);
		shown.role = change->role.value_or(shown.role);
	}
	view.firstName = shown.firstName;
	view.lastName = shown.lastName;
	fill(view,
		words,
		request,
		shown,
		typed.change && typed.change->country ? *typed.change->country
			: mobile                          ? mobile->country
											  : std::string());
	const auto& error = typed.error;
	const auto done = request.query("done").value_or("");
	if (typed.isRefused)
	{
		const auto text = isOneOf(kProblems, error.problem)
			? words("people.problem." + error.problem)
			: words(error.field == "address"      ? "person.error.address"
					  : error.field == "role"     ? "person.error.role"
					  : error.field == "timeZone" ? "person.error.zone"
					  : error.field == "country"  ? "person.error.country"
												  : "person.error.name");
		auto& place = !typed.newAddress.empty() ? view.newAddressError
			: error.field == "role"             ? view.roleError
			: error.field == "timeZone"         ? view.zoneError
			: error.field == "country"          ? view.countryError
			: error.field == "last_name"        ? view.lastNameError
												: view.firstNameError;
		if (error.field.empty() && typed.newAddress.empty())
			view.note = noteView(NoteKind::Bad, text);
		else
			place = text;
	}
	else if (isOneOf(kDone, done))
		view.note = noteView(
			NoteKind::Ok, words("people.done." + done, Value::object({{"name", person->name}, {"address", *waiting}})));
	return Response::page("person", view.value(words), typed.isRefused ? personStatusOf(error) : 200);
}

Result<Response> PersonPages::after(
	const Request& request, const UserId& user, const Result<>& outcome, const char* done) const
{
	if (outcome) return Response::redirect(urlOf(pathOf(user), {{"done", done}}));
	if (outcome.error().code != Code::Conflict) return outcome.error();
	Typed typed;
	typed.error = outcome.error();
	typed.isRefused = true;
	return page(request, user, typed);
}

Result<Response> PersonPages::save(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const UserId user{request.parameter("id")};
	Typed typed;
	auto& change = typed.change.emplace();
	const auto take = [&](const char* name, std::optional<std::string>& place) {
		if ((*form)[name].isText()) place = (*form)[name].text();
	};
	take("first_name", change.firstName);
	take("last_name", change.lastName);
	take("role", change.role);
	take("language", change.language);
	take("time_zone", change.timeZone);
	take("country", change.country);
	auto saved = _directory.edit(request.tenant().id, user, {.change = change}, callerOf(request));
	if (saved) return Response::redirect(urlOf(pathOf(user), {{"done", "saved"}}));
	if (!isRefusal(saved.error()) || saved.error().code == Code::Denied) return saved.error();
	typed.error = saved.error();
	typed.isRefused = true;
	return page(request, user, typed);
}

Result<Response> PersonPages::deactivate(Request& request) const
{
	const UserId user{request.parameter("id")};
	return after(request, user, _directory.deactivate(request.tenant().id, user, callerOf(request)), "deactivated");
}

Result<Response> PersonPages::activate(Request& request) const
{
	const UserId user{request.parameter("id")};
	return after(request, user, _directory.activate(request.tenant().id, user, callerOf(request)), "activated");
}

Result<Response> PersonPages::signOut(Request& request) const
{
	const UserId user{request.parameter("id")};
	return after(request, user, _directory.endSessions(request.tenant().id, user, callerOf(request)), "signed_out");
}

Result<Response> PersonPages::activation(Request& request) const
{
	const UserId user{request.parameter("id")};
	return after(request, user, _mails.activation(callerOf(request), user), "activation");
}

Result<Response> PersonPages::forgetMobile(Request& request) const
{
	const UserId user{request.parameter("id")};
	return after(request, user, _directory.forgetMobile(request.tenant().id, user, callerOf(request)), "forgotten");
}

Result<Response> PersonPages::moveTo(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const UserId user{request.parameter("id")};
	Typed typed;
	typed.newAddress = (*form)["address"].text();
	auto asked = _proofs.ask(callerOf(request), user, typed.newAddress);
	if (asked) return Response::redirect(urlOf(pathOf(user), {{"done", "asked"}}));
	if (!isRefusal(asked.error()) || asked.error().code == Code::Denied) return asked.error();
	if (typed.newAddress.empty()) typed.newAddress = " ";  // the field is named even if nothing stood in it
	typed.error = asked.error();
	typed.isRefused = true;
	return page(request, user, typed);
}

Result<Response> PersonPages::confirmRemoval(Request& request) const
{
	const UserId user{request.parameter("id")};
	auto person = _directory.byId(request.tenant().id, user);
	if (!person) return person.error();
	auto losses = _directory.lossesOf(request.tenant().id, user, request.language());
	if (!losses) return losses.error();
	const RequestWords words(_pages, request);
	PersonDeleteView view{.title = words("person_delete.title", Value::object({{"name", person->name}})),
		.action = pathOf(user) + "/delete",
		.back = pathOf(user),
		.name = person->name,
		.address = person->address,
		.losses = {}};
	for (const auto& each: *losses)
		view.losses.push_back(words("person_delete.loss",
			Value::object({{"label", each.label}, {"count", _pages.number(words.language, each.count)}})));
	return Response::page("person-delete", view.value());
}

Result<Response> PersonPages::remove(Request& request) const
{
	const UserId user{request.parameter("id")};
	auto removed = _directory.remove(request.tenant().id, user, callerOf(request));
	if (removed) return Response::redirect(urlOf(PeoplePage::kPath, {{"done", "removed"}}));
	return after(request, user, removed, "");
}

Result<Response> PersonPages::proposal(Request& request) const
{
	const RequestWords words(_pages, request);
	auto found = _proofs.proposal(request.tenant().id, request.parameter("token"));
	if (!found && found.error().code != Code::Missing) return found.error();
	ConfirmAddressView view{.title = words("confirm_address.title"), .text = {}, .action = {}, .address = {}};
	if (!found)
	{
		view.text = words("confirm_address.over");
		return Response::page("confirm-address", view.value(), 404);
	}
	view.address = found->address;
	view.action = kConfirm + request.parameter("token");
	view.text = words("confirm_address.text",
		Value::object({{"name", found->person.name}, {"tenant", request.tenant().name}, {"address", found->address}}));
	return Response::page("confirm-address", view.value());
}

Result<Response> PersonPages::prove(Request& request) const
{
	const RequestWords words(_pages, request);
	auto proved = _proofs.prove(callerOf(request), request.parameter("token"));
	ConfirmAddressView view{.title = words("confirm_address.title"), .text = {}, .action = {}, .address = {}};
	if (!proved)
	{
		const auto code = proved.error().code;
		if (code == Code::Internal || code == Code::Unavailable || code == Code::Full) return proved.error();
		view.text = words(code == Code::Missing ? "confirm_address.over" : "confirm_address.refused");
		return Response::page("confirm-address", view.value(), code == Code::Missing ? 404 : 409);
	}
	view.isDone = true;
	view.address = proved->address;
	view.text = words("confirm_address.done", Value::object({{"address", proved->address}}));
	return Response::page("confirm-address", view.value());
}

}
