// Lets senders follow their messages: lists, register, destruction, destruction receipt (docs/wire.md).
#pragma once
#include "handlers/Destroyer.h"
#include "handlers/Register.h"
#include "store/MessageRows.h"

namespace sx::messages {

/// Holds a message with its recipients, as its sender may see it.
struct Followed
{
	MessageRow message;
	std::vector<GrantRow> grants;
};
struct FollowedPage
{
	std::vector<Followed> messages;
	MessageId next;  // empty: this was the last page
};

/// Serves a person's own sent messages. [any thread]
class Following
{
public:
	Following(const Services& services, Register& events, const Destroyer& destroyer):
		_services(services), _register(events), _destroyer(destroyer)
	{
	}

	Result<Response> list(Request& request) const;
	Result<Response> detail(Request& request) const;
	Result<Response> destroy(Request& request) const;
	Result<Response> receipt(Request& request) const;
	Result<Response> unlock(Request& request) const;
	Result<Response> shorten(Request& request) const;

	// The pages call these as well.
	/// Returns a page of messages, by `before` and the filters of the query (listFilterOf). Errors: Invalid, Missing
	/// (before).
	Result<FollowedPage> page(Request& request, int limit) const;
	/// Returns the message that the path names. Errors: Missing (unknown, never sent, or somebody else's).
	Result<Followed> one(Request& request) const;
	/// Returns a message's events, oldest first.
	Result<std::vector<Event>> events(Request& request, const MessageId& message) const;
	/// Destroys the message that the path names; a job completes what cannot be done now. Errors: Missing.
	Result<> destroyOne(Request& request) const;
	/// Shortens the limits of the message that the path names. body: that of POST …/limits. Errors: Invalid, Missing,
	/// Conflict (over).
	Result<> shortenOne(Request& request, const Value& body) const;
	/// Forgets the wrong tries of the grant that the path names. Errors: Missing.
	Result<> unlockOne(Request& request) const;
	/// Returns the files in their order, without the manifest; empty once they are destroyed.
	Result<std::vector<FileId>> files(Request& request, const MessageId& message) const;

private:
	Value valueOf(const Followed& followed) const;
	Result<Value> receiptValue(Request& request) const;

	const Services& _services;
	Register& _register;
	const Destroyer& _destroyer;
};

}
