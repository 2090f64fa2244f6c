// Joins a message with its sealed item and its recipients.
#pragma once
#include "services/Services.h"
#include "store/MessageRows.h"

namespace sx::messages {

struct Recipient
{
	sealed::Grant grant;
	Bytes mobile{};                   // sealed; empty: the link does not go by SMS
	std::optional<bool> delivered{};  // nothing: not known yet
};

struct Followed
{
	MessageRow message;
	sealed::Item item;
	std::vector<Recipient> recipients;

	const Recipient* recipientOf(const GrantId& grant) const noexcept
	{
		for (const auto& each: recipients)
			if (each.grant.id == grant) return &each;
		return nullptr;
	}
};

/// Sets the language and time zone of mails to a message's sender to what their account says now; without an account,
/// they stay what they were when the message was made.
Result<> takePreferences(const Services& services, Sql& sql, MessageRow& message);

/// Adds items and recipients to messages, in their order.
Result<std::vector<Followed>> followedOf(const Services& services, Sql& sql, std::vector<MessageRow> messages);
/// Does the same for one message. Errors: Missing.
Result<Followed> followedOf(const Services& services, Sql& sql, MessageRow message);
/// Adds messages and recipients to items of a list, in its order.
Result<std::vector<Followed>> followedOf(Sql& sql, std::vector<sealed::Followed> items);

}
