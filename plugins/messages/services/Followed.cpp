#include "services/Followed.h"

namespace sx::messages {
namespace {

Result<std::vector<Followed>> joined(Sql& sql, std::vector<MessageRow> messages, std::vector<sealed::Followed> items)
{
	std::vector<MessageId> ids;
	for (const auto& each: messages) ids.push_back(each.id);
	auto known = message_rows::recipientsOf(sql, ids);
	if (!known) return known.error();
	std::vector<Followed> out;
	for (auto& message: messages)
		for (auto& found: items)
		{
			if (found.item.id != message.id) continue;
			Followed each{std::move(message), std::move(found.item), {}};
			for (auto& grant: found.grants)
			{
				const auto row = known->find(grant.id.value);
				each.recipients.push_back({std::move(grant)});
				if (row == known->end()) continue;
				each.recipients.back().mobile = row->second.mobile;
				each.recipients.back().delivered = row->second.delivered;
			}
			out.push_back(std::move(each));
			break;
		}
	return out;
}

}

Result<> takePreferences(const Services& services, Sql& sql, MessageRow& message)
{
	if (message.sender.empty() || !services.accounts) return {};
	auto person = services.accounts->byId(sql, message.sender);
	if (!person) return person.error().code == Code::Missing ? Result<>() : person.error();
	message.senderLanguage = person->language;
	message.senderZone = person->timeZone;
	return {};
}

Result<std::vector<Followed>> followedOf(const Services& services, Sql& sql, std::vector<MessageRow> messages)
{
	std::vector<MessageId> ids;
	for (const auto& each: messages) ids.push_back(each.id);
	auto items = services.items.byIds(sql, ids);
	if (!items) return items.error();
	return joined(sql, std::move(messages), std::move(*items));
}

Result<Followed> followedOf(const Services& services, Sql& sql, MessageRow message)
{
	auto all = followedOf(services, sql, std::vector<MessageRow>{std::move(message)});
	if (!all) return all.error();
	if (all->empty()) return failed(Code::Missing, "no such message");
	return std::move(all->front());
}

Result<std::vector<Followed>> followedOf(Sql& sql, std::vector<sealed::Followed> items)
{
	std::vector<MessageId> ids;
	for (const auto& each: items) ids.push_back(each.item.id);
	auto messages = message_rows::byIds(sql, ids);
	if (!messages) return messages.error();
	return joined(sql, std::move(*messages), std::move(items));
}

}
