#include "domain/GroupResource.h"

#include "sx/text.h"

namespace sx::scim {

Value groupResource(const GroupName& group,
	const std::string& externalId,
	const std::optional<std::vector<GroupName>>& members,
	Instant changed,
	const std::string& origin)
{
	auto out = Value::object({{"schemas", Value::List{kGroupSchema}},
		{"id", group.id},
		{"displayName", group.name},
		{"meta", metaOf("Group", origin + "/scim/v2/Groups/" + group.id, madeAt(group.id), changed)}});
	if (!externalId.empty()) out.set("externalId", externalId);
	if (!members) return out;
	Value::List list;
	for (const auto& each: *members)
		list.push_back(Value::object({{"value", each.id},
			{"display", each.name},
			{"type", "User"},
			{"$ref", origin + "/scim/v2/Users/" + each.id}}));
	out.set("members", std::move(list));
	return out;
}

Result<std::vector<UserId>> membersIn(const Value& value)
{
	std::vector<UserId> out;
	const auto take = [&](const Value& each) {
		const auto& id = each.isObject() ? each["value"].text() : each.text();
		if (id.empty() || asciiLower(each["type"].text()) == "group") return false;
		out.push_back({id});
		return true;
	};
	if (value.isNull()) return out;
	if (!value.isList())
		return take(value) ? Result<std::vector<UserId>>(std::move(out))
						   : wrong("invalidValue", "members are the ids of users");
	for (const auto& each: value.list())
		if (!take(each)) return wrong("invalidValue", "members are the ids of users");
	return out;
}

Result<GroupFields> groupFieldsOf(const Value& resource)
{
	if (!resource.isObject()) return wrong("invalidSyntax", "a group is an object");
	const auto given = loweredNames(resource);
	auto name = textOf(given, "displayname"), externalId = textOf(given, "externalid");
	if (!name) return name.error();
	if (!externalId) return externalId.error();
	if (name->empty()) return wrong("invalidValue", "displayName is missing");
	GroupFields out{.name = std::move(*name), .externalId = std::move(*externalId)};
	if (given.has("members"))
	{
		auto members = membersIn(given["members"]);
		if (!members) return members.error();
		out.members = std::move(*members);
	}
	return out;
}

}
