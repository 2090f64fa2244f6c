#include "services/Conversations.h"

namespace sx::messages {

Result<FollowedPage> Conversations::received(
	const Asker& asker, const std::string& wanted, const MessageId& before, int limit) const
{
	return _services.store().read(asker.tenant, [&](Sql& sql) -> Result<FollowedPage> {
		auto rows = message_rows::received(sql, asker.user, wanted, before, limit + 1);
		if (!rows) return rows.error();
		FollowedPage out;
		if (rows->size() > static_cast<std::size_t>(limit))
		{
			rows->pop_back();
			out.next = rows->back().id;
		}
		auto all = followedOf(_services, sql, std::move(*rows));
		if (!all) return all.error();
		out.messages = std::move(*all);
		return out;
	});
}

Result<Followed> Conversations::ofPerson(const Asker& asker, const MessageId& message) const
{
	return _services.store().read(asker.tenant, [&](Sql& sql) -> Result<Followed> {
		auto row = message_rows::ofPerson(sql, asker.user, message);
		if (!row) return row.error();
		return followedOf(_services, sql, std::move(*row));
	});
}

Result<std::vector<Followed>> Conversations::all(const Asker& asker, const MessageRow& message) const
{
	return _services.store().read(asker.tenant, [&](Sql& sql) -> Result<std::vector<Followed>> {
		auto rows = message_rows::conversation(sql, asker.user, message);
		if (!rows) return rows.error();
		return followedOf(_services, sql, std::move(*rows));
	});
}

}
