// Finds the replies that a person received and the conversations that they belong to.
#pragma once
#include "services/FollowMessages.h"

namespace sx::messages {

/// Lists replies and conversations; opening a reply takes its link, which only the mail has
/// (docs/decisions/replies.md). [any thread]
class Conversations
{
public:
	explicit Conversations(const Services& services): _services(services) {}

	/// Returns a page of what a person received, newest first. wanted: part of an author's name or address. Errors:
	/// Missing (before).
	Result<FollowedPage> received(
		const Asker& asker, const std::string& wanted, const MessageId& before, int limit) const;
	/// Returns a message that the person sent or received. Errors: Missing.
	Result<Followed> ofPerson(const Asker& asker, const MessageId& message) const;
	/// Returns the whole conversation of such a message, oldest first.
	Result<std::vector<Followed>> all(const Asker& asker, const MessageRow& message) const;

private:
	const Services& _services;
};

/// Tells whether a person received a message rather than sent it.
inline bool isReceived(const MessageRow& message, const UserId& person) { return message.position.receiver == person; }

}
