#include "handlers/Groups.h"

#include "handlers/Users.h"

namespace sx::scim {

Routes<Groups> Groups::routes()
{
	const std::string all = "/scim/v2/Groups", one = all + "/{id:word}";
	const auto provider = allowedTo(kProvision);
	const RouteOptions options{.maxBodyBytes = 1'000'000, .perMinute = kCallsPerMinute};
	return {
		{Method::Get, all, provider, &Groups::list, options},
		{Method::Post, all, provider, &Groups::add, options},
		{Method::Get, one, provider, &Groups::show, options},
		{Method::Put, one, provider, &Groups::replace, options},
		{Method::Patch, one, provider, &Groups::patch, options},
		{Method::Delete, one, provider, &Groups::remove, options},
	};
}

Result<Response> Groups::list(Request& request) const
{
	auto query = listQueryOf(request);
	if (!query) return _answers.error(query.error());
	auto part = _groups.list(askerOf(request), *query, asksFor(request, "members"));
	if (!part) return _answers.error(part.error());
	return _answers.list(request, *query, *part);
}

Result<Response> Groups::add(Request& request) const
{
	auto body = bodyOf(request);
	if (!body) return _answers.error(body.error());
	auto fields = groupFieldsOf(*body);
	if (!fields) return _answers.error(fields.error());
	return _answers.either(request, _groups.add(askerOf(request), *fields), 201);
}

Result<Response> Groups::show(Request& request) const
{
	return _answers.either(
		request, _groups.byId(askerOf(request), request.parameter("id"), asksFor(request, "members")));
}

Result<Response> Groups::replace(Request& request) const
{
	auto body = bodyOf(request);
	if (!body) return _answers.error(body.error());
	auto fields = groupFieldsOf(*body);
	if (!fields) return _answers.error(fields.error());
	return _answers.either(request, _groups.replace(askerOf(request), request.parameter("id"), *fields));
}

Result<Response> Groups::patch(Request& request) const
{
	auto body = bodyOf(request);
	if (!body) return _answers.error(body.error());
	auto operations = operationsOf(*body);
	if (!operations) return _answers.error(operations.error());
	auto done = _groups.patch(askerOf(request), request.parameter("id"), *operations);
	if (!done) return _answers.error(done.error());
	return Response::empty();
}

Result<Response> Groups::remove(Request& request) const
{
	auto done = _groups.remove(askerOf(request), request.parameter("id"));
	if (!done) return _answers.error(done.error());
	return Response::empty();
}

}
