#include "handlers/GroupsApi.h"

#include "handlers/GroupsPage.h"
#include "sx/list.h"

namespace sx::directory {

namespace {

constexpr int kUsualGroups = 50, kMostGroups = 200;  // rows of one answer

Value groupJson(const Group& group)
{
	Value::List permissions;
	for (const auto& each: group.permissions) permissions.emplace_back(each);
	return Value::object({{"id", group.id},
		{"name", group.name},
		{"priority", group.priority},
		{"permissions", std::move(permissions)},
		{"members", group.members}});
}

/// Reads what a body says of a group. Errors: Invalid with field.
Result<GroupChange> groupChangeIn(const Value& body)
{
	GroupChange out;
	if (!body.isObject()) return invalid("", "not an object");
	if (body.has("name"))
	{
		if (!body["name"].isText()) return invalid("name", "not a text");
		out.name = body["name"].text();
	}
	if (body.has("priority"))
	{
		if (!body["priority"].isInteger()) return invalid("priority", "not a whole number");
		out.priority = body["priority"].integer();
	}
	if (!body.has("permissions")) return out;
	if (!body["permissions"].isList()) return invalid("permissions", "not a list");
	out.permissions.emplace();
	for (const auto& each: body["permissions"].list())
	{
		if (!each.isText()) return invalid("permissions", "not a list of names");
		out.permissions->push_back(each.text());
	}
	return out;
}

/// Reads search, limit and before of the query. Errors: Invalid with field.
Result<GroupQuery> queryOf(const Request& request)
{
	auto limit = limitOf(request, kUsualGroups, kMostGroups);
	if (!limit) return limit.error();
	return GroupQuery{.search = request.query("search").value_or(""), .after = beforeOf(request), .limit = *limit + 1};
}

/// Answers with the rows of a list, for which one more was read than asked for.
template <class Row> Response listed(std::vector<Row> rows, int limit, auto valueOfRow, auto idOf)
{
	const bool goesOn = cutTo(rows, limit);
	Value::List items;
	for (const auto& each: rows) items.push_back(valueOfRow(each));
	auto response = Response::json(
		Value::object({{"items", std::move(items)}, {"next", goesOn ? Value(idOf(rows.back())) : Value()}}));
	response.header("Cache-Control", "no-store");
	return response;
}

}

Routes<GroupsApi> GroupsApi::routes()
{
	const auto managers = allowedTo(GroupsPage::kManage);
	const std::string all = "/api/v1/groups", one = all + "/{id:uuid}", member = one + "/members/{user:uuid}";
	return {
		{Method::Get, "/api/v1/permissions", managers, &GroupsApi::permissions},
		{Method::Get, all, managers, &GroupsApi::list},
		{Method::Post, all, managers, &GroupsApi::add},
		{Method::Get, one, managers, &GroupsApi::show},
		{Method::Patch, one, managers, &GroupsApi::change},
		{Method::Delete, one, managers, &GroupsApi::remove},
		{Method::Get, one + "/members", managers, &GroupsApi::members},
		{Method::Put, member, managers, &GroupsApi::addMember},
		{Method::Delete, member, managers, &GroupsApi::removeMember},
	};
}

Result<Response> GroupsApi::permissions(Request& request) const
{
	Value::List items;
	for (const auto& each: _groups.permissions().list(request.language()))
		items.push_back(Value::object({{"name", each.name},
			{"label", each.label},
			{"help", each.help},
			{"plugin", each.plugin},
			{"granted", request.principal()->may(each.name)}}));
	return Response::json(Value::object({{"items", std::move(items)}, {"next", Value()}}));
}

Result<Response> GroupsApi::list(Request& request) const
{
	auto query = queryOf(request);
	if (!query) return query.error();
	auto found = _context.store().read(request.tenant().id, [&](Sql& sql) { return _groups.list(sql, *query); });
	if (!found) return found.error();
	return listed(std::move(*found), query->limit - 1, groupJson, [](const Group& each) { return each.id; });
}

Result<Response> GroupsApi::show(Request& request) const
{
	auto found = _context.store().read(
		request.tenant().id, [&](Sql& sql) { return _groups.byId(sql, request.parameter("id")); });
	if (!found) return found.error();
	return Response::json(groupJson(*found));
}

Result<Response> GroupsApi::add(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto wanted = groupChangeIn(*body);
	if (!wanted) return wanted.error();
	const NewGroup group{.name = wanted->name.value_or(""),
		.priority = wanted->priority.value_or(NewGroup{}.priority),
		.permissions = wanted->permissions.value_or(std::vector<std::string>{})};
	auto id = _context.store().write(
		request.tenant().id, [&](Sql& sql) { return _groups.add(sql, group, grantorOf(request)); });
	if (!id) return id.error();
	return Response::json(Value::object({{"id", *id}}), 201);
}

Result<Response> GroupsApi::change(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto wanted = groupChangeIn(*body);
	if (!wanted) return wanted.error();
	const auto id = request.parameter("id");
	auto changed = _context.store().write(request.tenant().id, [&](Sql& sql) -> Result<Group> {
		if (auto done = _groups.change(sql, id, *wanted, grantorOf(request)); !done) return done.error();
		return _groups.byId(sql, id);
	});
	if (!changed) return changed.error();
	return Response::json(groupJson(*changed));
}

Result<Response> GroupsApi::remove(Request& request) const
{
	auto done = _context.store().write(request.tenant().id,
		[&](Sql& sql) { return _groups.remove(sql, request.parameter("id"), grantorOf(request)); });
	if (!done) return done.error();
	return Response::empty();
}

Result<Response> GroupsApi::members(Request& request) const
{
	auto query = queryOf(request);
	if (!query) return query.error();
	auto found = _context.store().read(
		request.tenant().id, [&](Sql& sql) { return _groups.membersOf(sql, request.parameter("id"), *query); });
	if (!found) return found.error();
	const auto shown = [](const Member& each) {
		return Value::object(
			{{"id", each.id.value}, {"name", each.name}, {"address", each.address}, {"active", each.isActive}});
	};
	return listed(std::move(*found), query->limit - 1, shown, [](const Member& each) { return each.id.value; });
}

Result<Response> GroupsApi::addMember(Request& request) const
{
	auto done = _context.store().write(request.tenant().id, [&](Sql& sql) {
		return _groups.addMember(sql, request.parameter("id"), {request.parameter("user")}, grantorOf(request));
	});
	if (!done) return done.error();
	return Response::empty();
}

Result<Response> GroupsApi::removeMember(Request& request) const
{
	auto done = _context.store().write(request.tenant().id, [&](Sql& sql) {
		return _groups.removeMember(sql, request.parameter("id"), {request.parameter("user")}, grantorOf(request));
	});
	if (!done) return done.error();
	return Response::empty();
}

}
