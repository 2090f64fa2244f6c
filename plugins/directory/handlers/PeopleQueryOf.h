// Reads which people a request asks for, as the page and the API have it.
#pragma once
#include "domain/People.h"
#include "sx/list.h"

namespace sx::directory {

/// Names the orders of a list in an address; a minus turns them around.
inline constexpr auto kOrders = enumWords<PeopleQuery::Order>({{PeopleQuery::Order::Name, "name"},
	{PeopleQuery::Order::NameDown, "-name"},
	{PeopleQuery::Order::Sent, "last_sent"},
	{PeopleQuery::Order::SentDown, "-last_sent"}});
/// Names the states of a person.
inline constexpr auto kStates = enumWords<bool>({{true, "active"}, {false, "suspended"}});

/// Reads `search`, `role`, `state`, `sort`, `before` and `limit` of the query. Errors: Invalid with field.
inline Result<PeopleQuery> peopleQueryOf(const Request& request, int usual, int most)
{
	PeopleQuery out;
	const auto limit = limitOf(request, usual, most);
	if (!limit) return limit.error();
	out.limit = *limit;
	out.search = request.query("search").value_or("");
	out.after = beforeOf(request);
	if (const auto role = request.query("role").value_or(""); !role.empty())
	{
		if (!kRoles.valueOf(role)) return invalid("role", "member, admin or super");
		out.role = role;
	}
	if (const auto state = request.query("state").value_or(""); !state.empty())
	{
		out.isActive = kStates.valueOf(state);
		if (!out.isActive) return invalid("state", "active or suspended");
	}
	if (const auto sort = request.query("sort").value_or(""); !sort.empty())
	{
		const auto order = kOrders.valueOf(sort);
		if (!order) return invalid("sort", "name, -name, last_sent or -last_sent");
		out.order = *order;
	}
	return out;
}

}
