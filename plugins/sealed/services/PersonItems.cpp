#include "services/PersonItems.h"

#include "store/ActivityRows.h"

#include <algorithm>

namespace sx::sealed {

Result<PersonItems> PersonItemsBook::list(const TenantId& tenant, ItemQuery query) const
{
	const auto limit = static_cast<std::size_t>(query.limit);
	++query.limit;
	return _services.store().read(tenant, [&](Sql& sql) -> Result<PersonItems> {
		std::vector<Followed> all;
		for (const auto* kind: _services.kinds)
		{
			query.kind = std::string(kind->name());
			auto some = _items.list(sql, query);
			if (!some) return some.error();
			std::move(some->begin(), some->end(), std::back_inserter(all));
		}
		std::sort(all.begin(), all.end(), [](const Followed& a, const Followed& b) {
			return std::tie(a.item.made, a.item.id) > std::tie(b.item.made, b.item.id);
		});
		PersonItems out;
		if (all.size() > limit)
		{
			all.resize(limit);
			out.next = all.back().item.id;
		}
		std::vector<ItemId> ids;
		for (const auto& each: all) ids.push_back(each.item.id);
		auto activity = activity_rows::of(sql, ids);
		if (!activity) return activity.error();
		for (auto& each: all)
		{
			const auto& [files, last] = (*activity)[each.item.id.value];
			const auto made = each.item.made;
			out.items.push_back({.followed = std::move(each), .files = files, .last = std::max(last, made)});
		}
		return out;
	});
}

Result<> PersonItemsBook::note(const Caller& by, const UserId& person, const std::string& format) const
{
	return _services.store().write(by.tenant, [&](Sql& sql) {
		return _services.audit(sql,
			{.kind = "sealed.person_journal_read",
				.actor = by.user,
				.subject = person.value,
				.details = format.empty() ? Value() : Value::object({{"format", format}}),
				.address = by.address});
	});
}

}
