#include "handlers/LicenceEndpoints.h"

#include "sx/list.h"

namespace sx::licensing {

namespace {

constexpr Callers kReaders = allowedTo("licensing.read");
constexpr Callers kManagers = allowedTo("licensing.manage");

/// Reads a text of a body. Errors: Invalid with the field.
Result<std::string> need(const Value& body, const char* field)
{
	if (!body[field].isText() || body[field].text().empty()) return invalid(field, "is missing");
	return body[field].text();
}

}

Routes<LicenceEndpoints> LicenceEndpoints::routes()
{
	const RouteOptions small{.maxBodyBytes = 4'096, .spends = {mail::kMailQuotas.begin(), mail::kMailQuotas.end()}};
	return {
		{Method::Get, "/api/v1/subscription", kReaders, &LicenceEndpoints::subscription},
		{Method::Get, "/api/v1/licences", kReaders, &LicenceEndpoints::list},
		{Method::Post, "/api/v1/licences/assign", kManagers, &LicenceEndpoints::assign, small},
		{Method::Post, "/api/v1/licences/revoke", kManagers, &LicenceEndpoints::revoke, small},
		{Method::Post, "/api/v1/licences/transfer", kManagers, &LicenceEndpoints::transfer, small},
	};
}

Result<Response> LicenceEndpoints::subscription(Request& request) const
{
	auto count = _licences.count(request.tenant().id);
	if (!count) return count.error();
	Value::List seats;
	for (const auto& each: count->seats)
		seats.push_back(Value::object({{"plan", each.plan}, {"bought", each.bought}, {"assigned", each.assigned}}));
	const auto& terms = count->subscription;
	return Response::json(Value::object({{"standing", kStandings.wordOf(terms.standing)},
		{"period", kPeriods.wordOf(terms.period)},
		{"period_ends", isoTime(terms.ends)},
		{"renews", !terms.endsThen && maySend(terms.standing) && terms.standing != Standing::Trial},
		{"seats", std::move(seats)}}));
}

Result<Response> LicenceEndpoints::list(Request& request) const
{
	auto limit = limitOf(request, 50, 500);
	if (!limit) return limit.error();
	const auto& tenant = request.tenant().id;
	auto licences = _licences.list(tenant, UserId{beforeOf(request)}, *limit + 1);
	if (!licences) return licences.error();
	const bool hasMore = cutTo(*licences, *limit);
	Value::List items;
	for (const auto& each: *licences)
	{
		auto person = _directory.byId(tenant, each.user);
		if (!person && person.error().code != Code::Missing) return person.error();
		items.push_back(Value::object({{"user", each.user.value},
			{"address", person ? person->address : ""},
			{"name", person ? person->name : ""},
			{"plan", each.plan},
			{"since", isoTime(each.since)}}));
	}
	return Response::json(
		Value::object({{"items", std::move(items)}, {"next", hasMore ? Value(licences->back().user.value) : Value()}}));
}

Result<Response> LicenceEndpoints::assign(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto user = need(*body, "user"), plan = need(*body, "plan");
	if (!user || !plan) return user ? plan.error() : user.error();
	if (auto done = _licences.assign(request.tenant(), callerOf(request), {*user}, *plan); !done) return done.error();
	return Response::json(Value::object({{"user", *user}, {"plan", *plan}}));
}

Result<Response> LicenceEndpoints::revoke(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto user = need(*body, "user");
	if (!user) return user.error();
	if (auto done = _licences.revoke(request.tenant(), callerOf(request), {*user}); !done) return done.error();
	return Response::empty();
}

Result<Response> LicenceEndpoints::transfer(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto from = need(*body, "from"), to = need(*body, "to");
	if (!from || !to) return from ? to.error() : from.error();
	if (auto done = _licences.transfer(request.tenant(), callerOf(request), {*from}, {*to}); !done) return done.error();
	return Response::json(Value::object({{"from", *from}, {"to", *to}}));
}

}
