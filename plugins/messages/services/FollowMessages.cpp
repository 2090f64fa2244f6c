#include "services/FollowMessages.h"

namespace sx::messages {

Result<FollowedPage> FollowMessages::page(const Asker& asker, sealed::ItemQuery query) const
{
	query.kind = kKind;
	query.owner = asker.user;
	const auto limit = static_cast<std::size_t>(query.limit++);
	return _services.store().read(asker.tenant, [&](Sql& sql) -> Result<FollowedPage> {
		auto items = _services.items.list(sql, query);
		if (!items) return items.error();
		FollowedPage out;
		if (items->size() > limit)
		{
			items->pop_back();
			out.next = items->back().item.id;
		}
		auto all = followedOf(sql, std::move(*items));
		if (!all) return all.error();
		out.messages = std::move(*all);
		return out;
	});
}

Result<Followed> FollowMessages::one(const Asker& asker, const MessageId& message) const
{
	return _services.store().read(asker.tenant, [&](Sql& sql) -> Result<Followed> {
		auto row = message_rows::sentBy(sql, asker.user, message);
		if (!row) return row.error();
		return followedOf(_services, sql, std::move(*row));
	});
}

Result<> FollowMessages::check(const Asker& asker, const MessageId& message) const
{
	auto row = _services.store().read(
		asker.tenant, [&](Sql& sql) { return message_rows::ofSender(sql, asker.user, message); });
	return row ? Result<>() : row.error();
}

Result<std::vector<FileId>> FollowMessages::files(const TenantId& tenant, const MessageId& message) const
{
	auto files = _services.store().read(tenant, [&](Sql& sql) { return _services.items.files(sql, message); });
	if (!files) return files.error();
	std::vector<FileId> out;
	for (auto& file: *files)
		if (file.id.value != kManifestId) out.push_back(std::move(file.id));
	return out;
}

Result<> FollowMessages::destroy(const Asker& asker, const MessageId& message) const
{
	auto ordered = _services.store().write(asker.tenant, [&](Sql& sql) -> Result<bool> {
		auto row = message_rows::ofSender(sql, asker.user, message);
		if (!row) return row.error();
		const auto cause = row->sent ? sealed::Cause::Sender : sealed::Cause::Abandoned;
		return _services.items.destroy(sql, message, cause, asker.user);
	});
	if (!ordered) return ordered.error();
	_services.items.erase(asker.tenant, message);
	return {};
}

Result<Value> FollowMessages::receipt(const Asker& asker, const MessageId& message) const
{
	return _services.store().read(asker.tenant, [&](Sql& sql) -> Result<Value> {
		auto row = message_rows::ofSender(sql, asker.user, message);
		if (!row) return row.error();
		return _services.items.receipt(sql, message);
	});
}

Result<> FollowMessages::shorten(const Asker& asker, const MessageId& message, const Value& body) const
{
	const auto limits = parseShorterLimits(body);
	return _services.store().write(asker.tenant, [&](Sql& sql) -> Result<> {
		auto row = message_rows::sentBy(sql, asker.user, message);
		if (!row) return row.error();
		return _services.items.shorten(sql, message, limits, asker.user, asker.actor);
	});
}

Result<> FollowMessages::unlock(const Asker& asker, const MessageId& message, const GrantId& grant) const
{
	return _services.store().write(asker.tenant, [&](Sql& sql) -> Result<> {
		auto row = message_rows::sentBy(sql, asker.user, message);
		if (!row) return row.error();
		return _services.items.unlock(sql, message, grant, asker.user, asker.actor);
	});
}

}
