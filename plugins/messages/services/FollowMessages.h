// Lets senders follow their messages: lists, register, limits, destruction, receipt (docs/wire.md).
#pragma once
#include "services/Followed.h"

namespace sx::messages {

struct FollowedPage
{
	std::vector<Followed> messages;
	MessageId next;  // empty: this was the last page
};

/// Finds and changes a person's own sent messages. [any thread]
class FollowMessages
{
public:
	explicit FollowMessages(const Services& services): _services(services) {}

	/// Returns a page of messages. query: without kind and owner. Errors: Missing (before).
	Result<FollowedPage> page(const Asker& asker, sealed::ItemQuery query) const;
	/// Returns a message. Errors: Missing (unknown, never sent, or somebody else's).
	Result<Followed> one(const Asker& asker, const MessageId& message) const;
	/// Checks that a draft or message is the asker's. Errors: Missing.
	Result<> check(const Asker& asker, const MessageId& message) const;
	/// Returns the files in their order, without the manifest; empty once they are destroyed.
	Result<std::vector<FileId>> files(const TenantId& tenant, const MessageId& message) const;
	/// Destroys a message or a draft; a job completes what cannot be done now. Errors: Missing.
	Result<> destroy(const Asker& asker, const MessageId& message) const;
	/// Returns the signed receipt of a destroyed message. Errors: Missing (not the asker's, or not yet).
	Result<Value> receipt(const Asker& asker, const MessageId& message) const;
	/// Shortens limits. body: {"opens_left","expires_in"}. Errors: Invalid with field, Missing, Conflict (over).
	Result<> shorten(const Asker& asker, const MessageId& message, const Value& body) const;
	/// Forgets the wrong tries of a grant. Errors: Missing.
	Result<> unlock(const Asker& asker, const MessageId& message, const GrantId& grant) const;

private:
	const Services& _services;
};

}
