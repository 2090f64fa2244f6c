#include "handlers/GroupsPage.h"

#include "domain/Names.h"
#include "handlers/SettingsPage.h"
#include "sx/list.h"

namespace sx::directory {

namespace {

constexpr int kGroupsPerPage = 50;

/// Tells of what was done, as the query says, or why something was refused.
Value noteOf(const RequestWords& words, const Request& request, const Error& error)
{
	if (error.problem == "lacks_permission") return noteView(NoteKind::Bad, words("groups.lacks"));
	if (error.problem == "too_many_groups") return noteView(NoteKind::Bad, words("groups.full", error.extra));
	if (error.problem == "too_many_members")
		return noteView(NoteKind::Bad, words("groups.too_many_members", error.extra));
	const auto done = request.query("done").value_or("");
	for (const std::string_view each: {"added", "saved", "deleted", "member_added", "member_removed"})
		if (done == each) return noteView(NoteKind::Ok, words("groups.done." + done));
	return {};
}

/// Tells whether a page shows an error at its fields, or in its note.
bool isOfForm(const Error& error)
{
	return error.code == Code::Invalid || error.code == Code::Conflict || error.problem == "lacks_permission" ||
		error.field == "address";
}

int groupStatusOf(const Error& error)
{
	return error.code == Code::Denied ? 403 : error.code == Code::Conflict ? 409 : 400;
}

}

Routes<GroupsPage> GroupsPage::routes()
{
	const auto people = peopleWith(kManage);
	const RouteOptions small{.maxBodyBytes = 16'384};
	const std::string all = kPath, one = all + "/{id:uuid}";
	return {
		{Method::Get, all, people, &GroupsPage::list},
		{Method::Post, all, people, &GroupsPage::add, small},
		{Method::Get, one, people, &GroupsPage::show},
		{Method::Post, one, people, &GroupsPage::save, small},
		{Method::Post, one + "/members", people, &GroupsPage::addMember, small},
		{Method::Post, one + "/members/{user:uuid}/remove", people, &GroupsPage::removeMember, small},
		{Method::Get, one + "/delete", people, &GroupsPage::confirm},
		{Method::Post, one + "/delete", people, &GroupsPage::remove, small},
	};
}

Result<Response> GroupsPage::list(Request& request) const { return listPage(request, {}); }

Result<Response> GroupsPage::listPage(const Request& request, const Typed& typed) const
{
	const GroupQuery query{
		.search = request.query("q").value_or(""), .after = beforeOf(request), .limit = kGroupsPerPage + 1};
	std::int64_t count = 0;
	auto found = _context.store().read(request.tenant().id, [&](Sql& sql) -> Result<std::vector<Group>> {
		auto counted = _groups.count(sql);
		if (!counted) return counted.error();
		count = *counted;
		return _groups.list(sql, query);
	});
	if (!found) return found.error();
	const auto next = cutTo(*found, kGroupsPerPage) ? found->back().id : std::string();
	const RequestWords words(_pages, request);
	GroupsView view{.title = words("groups.title"),
		.sought = query.search,
		.note = noteOf(words, request, typed.error),
		.isEmpty = count == 0};
	for (const auto& each: *found)
		view.rows.push_back({.link = std::string(kPath) + '/' + each.id,
			.name = each.name,
			.members = words("groups.members", Value::object({{"count", each.members}})),
			.permissions = words(
				"groups.permissions", Value::object({{"count", static_cast<std::int64_t>(each.permissions.size())}})),
			.priority = std::to_string(each.priority)});
	if (typed.group)
	{
		view.typedName = typed.group->name;
		if (typed.error.field == "name")
			view.nameError = words(typed.error.code == Code::Conflict ? "groups.name.taken" : "groups.name.wrong");
	}
	auto shown = view.value(words);
	addPaging(shown, request, next, [&](const std::string& before) {
		return urlOf(kPath, {{"q", query.search}, {"before", before}});
	});
	return Response::page("groups", std::move(shown), typed.group ? groupStatusOf(typed.error) : 200);
}

Result<Response> GroupsPage::add(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const NewGroup group{.name = (*form)["name"].text()};
	auto id = _context.store().write(
		request.tenant().id, [&](Sql& sql) { return _groups.add(sql, group, grantorOf(request)); });
	if (id) return Response::redirect(std::string(kPath) + '/' + *id + "?done=added");
	if (!isOfForm(id.error())) return id.error();
	return listPage(request, {.group = group, .error = id.error()});
}

Result<Response> GroupsPage::show(Request& request) const { return groupPage(request, {}); }

std::vector<GroupView::Plugin> GroupsPage::permissionsFor(
	const Request& request, const std::vector<std::string>& chosen) const
{
	std::vector<GroupView::Plugin> out;
	for (auto& each: _groups.permissions().list(request.language()))
	{
		if (out.empty() || out.back().name != each.plugin) out.push_back({.name = each.plugin});
		out.back().permissions.push_back({.id = "permission-" + fieldIdOf(each.name),
			.name = each.name,
			.label = each.label,
			.help = each.help,
			.isChosen = holds(chosen, each.name),
			.isLacking = !request.principal()->may(each.name)});
	}
	return out;
}

Result<Response> GroupsPage::groupPage(const Request& request, const Typed& typed) const
{
	const auto id = request.parameter("id");
	const GroupQuery query{
		.search = request.query("q").value_or(""), .after = beforeOf(request), .limit = kGroupsPerPage + 1};
	std::vector<Member> members;
	auto group = _context.store().read(request.tenant().id, [&](Sql& sql) -> Result<Group> {
		auto found = _groups.membersOf(sql, id, query);
		if (!found) return found.error();
		members = std::move(*found);
		return _groups.byId(sql, id);
	});
	if (!group) return group.error();
	const auto next = cutTo(members, kGroupsPerPage) ? members.back().id.value : std::string();
	const RequestWords words(_pages, request);
	const auto shownGroup = typed.group.value_or(NewGroup{group->name, group->priority, group->permissions});
	GroupView view{.title = group->name,
		.path = std::string(kPath) + '/' + id,
		.name = shownGroup.name,
		.priority = std::to_string(shownGroup.priority),
		.note = noteOf(words, request, typed.error),
		.mayChange = _groups.mayChange(grantorOf(request), *group),
		.maySet = request.principal()->may(SettingsPage::kManage),
		.hasMembers = group->members > 0,
		.plugins = permissionsFor(request, shownGroup.permissions),
		.count = words("groups.members", Value::object({{"count", group->members}})),
		.sought = query.search,
		.typedMember = typed.member};
	for (const auto& each: members)
		view.members.push_back({.id = each.id.value,
			.name = each.name,
			.address = each.address,
			.action = view.path + "/members/" + each.id.value + "/remove",
			.isActive = each.isActive});
	const auto& field = typed.error.field;
	if (field == "name")
		view.nameError = words(typed.error.code == Code::Conflict ? "groups.name.taken" : "groups.name.wrong");
	if (field == "priority") view.priorityError = words("groups.priority.wrong");
	if (field == "address") view.memberError = words("groups.member.unknown");
	auto shown = view.value(words);
	addPaging(shown, request, next, [&](const std::string& before) {
		return urlOf(view.path, {{"q", query.search}, {"before", before}});
	});
	const bool isRefused = typed.group || !field.empty() || !typed.error.problem.empty();
	return Response::page("group", std::move(shown), isRefused ? groupStatusOf(typed.error) : 200);
}

NewGroup GroupsPage::groupIn(const Request& request, const Value& form, const Group& before) const
{
	NewGroup out{.name = form["name"].text(), .priority = integerOf(form["priority"].text()).value_or(0)};
	for (const auto& each: _groups.permissions().list(request.language()))
		if (request.principal()->may(each.name) ? form.has("permission." + each.name)
												: holds(before.permissions, each.name))
			out.permissions.push_back(each.name);
	for (const auto& each: before.permissions)
		if (!_groups.permissions().isKnown(each)) out.permissions.push_back(each);
	return out;
}

Result<Response> GroupsPage::save(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const auto id = request.parameter("id");
	NewGroup typed;
	auto done = _context.store().write(request.tenant().id, [&](Sql& sql) -> Result<> {
		auto before = _groups.byId(sql, id);
		if (!before) return before.error();
		typed = groupIn(request, *form, *before);
		return _groups.change(sql, id, {typed.name, typed.priority, typed.permissions}, grantorOf(request));
	});
	if (done) return Response::redirect(std::string(kPath) + '/' + id + "?done=saved");
	if (!isOfForm(done.error())) return done.error();
	return groupPage(request, {.group = typed, .error = done.error()});
}

Result<Response> GroupsPage::addMember(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const auto id = request.parameter("id");
	const auto& address = (*form)["address"].text();
	auto person = _directory.byAddress(request.tenant().id, address);
	if (!person && person.error().code != Code::Missing) return person.error();
	if (!person) return groupPage(request, {.member = address, .error = person.error().at("address")});
	auto done = _context.store().write(
		request.tenant().id, [&](Sql& sql) { return _groups.addMember(sql, id, person->id, grantorOf(request)); });
	if (done) return Response::redirect(std::string(kPath) + '/' + id + "?done=member_added");
	if (!isOfForm(done.error())) return done.error();
	return groupPage(request, {.member = address, .error = done.error()});
}

Result<Response> GroupsPage::removeMember(Request& request) const
{
	const auto id = request.parameter("id");
	auto done = _context.store().write(request.tenant().id,
		[&](Sql& sql) { return _groups.removeMember(sql, id, {request.parameter("user")}, grantorOf(request)); });
	if (done) return Response::redirect(std::string(kPath) + '/' + id + "?done=member_removed");
	if (!isOfForm(done.error())) return done.error();
	return groupPage(request, {.error = done.error()});
}

Result<Response> GroupsPage::confirm(Request& request) const
{
	const auto id = request.parameter("id");
	auto group = _context.store().read(request.tenant().id, [&](Sql& sql) { return _groups.byId(sql, id); });
	if (!group) return group.error();
	const RequestWords words(_pages, request);
	GroupDeleteView view{.title = words("groups.delete.title", Value::object({{"name", group->name}})),
		.path = std::string(kPath) + '/' + id,
		.losses = {words("groups.delete.members", Value::object({{"count", group->members}}))}};
	for (const auto& each: _groups.permissions().list(request.language()))
		if (holds(group->permissions, each.name))
			view.losses.push_back(words("groups.delete.permission", Value::object({{"name", each.label}})));
	view.losses.push_back(words("groups.delete.settings"));
	return Response::page("group-delete", view.value());
}

Result<Response> GroupsPage::remove(Request& request) const
{
	auto done = _context.store().write(request.tenant().id,
		[&](Sql& sql) { return _groups.remove(sql, request.parameter("id"), grantorOf(request)); });
	if (done) return Response::redirect(std::string(kPath) + "?done=deleted");
	if (!isOfForm(done.error())) return done.error();
	return groupPage(request, {.error = done.error()});
}

Value GroupsPage::personView(const Request& request) const
{
	PersonGroupsView view;
	const auto id = request.parameter("id");
	const auto* reader = request.principal();
	auto groups = _context.store().read(request.tenant().id, [&](Sql& sql) { return _groups.of(sql, {id}); });
	if (!groups || !reader) return view.value();
	view.maySee = reader->may(kManage);
	if (reader->may(SettingsPage::kManage)) view.settings = "/admin/people/" + id + "/settings";
	for (const auto& each: *groups) view.groups.push_back({std::string(kPath) + '/' + each.id, each.name});
	return view.value();
}

}
