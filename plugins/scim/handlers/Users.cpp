#include "handlers/Users.h"

namespace sx::scim {

namespace {

UserId userOf(const Request& request) { return {request.parameter("id")}; }
std::string ifMatchOf(const Request& request) { return request.header("If-Match").value_or(""); }

}

Routes<Users> Users::routes()
{
	const std::string all = "/scim/v2/Users", one = all + "/{id:word}";
	const auto provider = allowedTo(kProvision);
	const RouteOptions options{.perMinute = kCallsPerMinute};
	return {
		{Method::Get, all, provider, &Users::list, options},
		{Method::Post, all, provider, &Users::add, options},
		{Method::Get, one, provider, &Users::show, options},
		{Method::Put, one, provider, &Users::replace, options},
		{Method::Patch, one, provider, &Users::patch, options},
		{Method::Delete, one, provider, &Users::remove, options},
	};
}

Result<Response> Users::list(Request& request) const
{
	auto query = listQueryOf(request);
	if (!query) return _answers.error(query.error());
	auto part = _people.list(askerOf(request), *query);
	if (!part) return _answers.error(part.error());
	return _answers.list(request, *query, *part);
}

Result<Response> Users::add(Request& request) const
{
	auto body = bodyOf(request);
	if (!body) return _answers.error(body.error());
	auto fields = userFieldsOf(*body);
	if (!fields) return _answers.error(fields.error());
	return _answers.either(request, _people.add(askerOf(request), *fields), 201);
}

Result<Response> Users::show(Request& request) const
{
	return _answers.either(request, _people.byId(askerOf(request), userOf(request)));
}

Result<Response> Users::replace(Request& request) const
{
	auto body = bodyOf(request);
	if (!body) return _answers.error(body.error());
	auto fields = userFieldsOf(*body);
	if (!fields) return _answers.error(fields.error());
	return _answers.either(request, _people.replace(askerOf(request), userOf(request), *fields, ifMatchOf(request)));
}

Result<Response> Users::patch(Request& request) const
{
	auto body = bodyOf(request);
	if (!body) return _answers.error(body.error());
	auto operations = operationsOf(*body);
	if (!operations) return _answers.error(operations.error());
	return _answers.either(request, _people.patch(askerOf(request), userOf(request), *operations, ifMatchOf(request)));
}

Result<Response> Users::remove(Request& request) const
{
	auto done = _people.remove(askerOf(request), userOf(request), ifMatchOf(request));
	if (!done) return _answers.error(done.error());
	return Response::empty();
}

}
