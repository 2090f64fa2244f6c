#include "handlers/KeyEndpoints.h"

#include "handlers/KeyWire.h"
#include "sx/list.h"

namespace sx::api_keys {

namespace {

constexpr Callers kOwners = allowedTo("api_keys.own");
constexpr const char* kPath = "/api/v1/keys";

/// Answers with a key's text, which no cache may keep.
Response shown(const KeyText& key, int status)
{
	auto response = Response::json(Value::object({{"id", key.id}, {"key", key.text}}), status);
	response.header("Cache-Control", "no-store");
	return response;
}

}

Routes<KeyEndpoints> KeyEndpoints::routes()
{
	const std::string one = std::string(kPath) + "/{id:word}";
	const RouteOptions makes{.maxBodyBytes = 16'384, .spends = {KeyBook::kQuota}};
	return {
		{Method::Get, kPath, kOwners, &KeyEndpoints::list},
		{Method::Post, kPath, kOwners, &KeyEndpoints::add, makes},
		{Method::Get, one, kOwners, &KeyEndpoints::show},
		{Method::Post, one + "/rotate", kOwners, &KeyEndpoints::rotate, makes},
		{Method::Delete, one, kOwners, &KeyEndpoints::revoke},
	};
}

Result<Response> KeyEndpoints::list(Request& request) const
{
	auto limit = limitOf(request, 50, 500);
	if (!limit) return limit.error();
	KeyQuery query{.search = request.query("search").value_or(""), .limit = *limit + 1};
	if (const auto user = request.query("user")) query.user = UserId{*user};
	if (auto read = readCursor(beforeOf(request), query); !read) return read.error();
	auto keys = _keys.list(authorOf(request), std::move(query));
	if (!keys) return keys.error();
	const bool hasMore = cutTo(*keys, *limit);
	Value::List items;
	for (const auto& each: *keys) items.push_back(valueOf(each, _clock.now()));
	return Response::json(
		Value::object({{"items", std::move(items)}, {"next", hasMore ? Value(cursorOf(keys->back())) : Value()}}));
}

Result<Response> KeyEndpoints::add(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto wanted = newKeyOf(*body, _clock.now());
	if (!wanted) return wanted.error();
	auto made = _keys.add(*wanted, authorOf(request));
	if (!made) return made.error();
	return shown(*made, 201);
}

Result<Response> KeyEndpoints::show(Request& request) const
{
	auto key = _keys.byId(authorOf(request), request.parameter("id"));
	if (!key) return key.error();
	return Response::json(valueOf(*key, _clock.now()));
}

Result<Response> KeyEndpoints::rotate(Request& request) const
{
	auto overlap = KeyBook::kUsualOverlap;
	if (request.contentLength() > 0)
	{
		auto body = request.json();
		if (!body) return body.error();
		const auto& asked = (*body)["overlap"];
		if (!asked.isNull() && !asked.isInteger()) return invalid("overlap", "not a number of seconds");
		overlap = std::chrono::seconds(asked.integer(overlap.count()));
	}
	auto made = _keys.rotate(authorOf(request), request.parameter("id"), overlap);
	if (!made) return made.error();
	return shown(*made, 201);
}

Result<Response> KeyEndpoints::revoke(Request& request) const
{
	if (auto done = _keys.revoke(authorOf(request), request.parameter("id")); !done) return done.error();
	return Response::empty();
}

}
