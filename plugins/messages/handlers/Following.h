// A sender follows his messages: lists, register, destruction, receipt (docs/wire.md).
#pragma once
#include "handlers/Destroyer.h"
#include "handlers/Register.h"
#include "store/MessageRows.h"

namespace sx::messages {

/// A message with its recipients, as its sender may see it.
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

/// [any thread]
class Following
{
public:
	Following(const Services& services, Register& journal, const Destroyer& destroyer):
		_services(services), _register(journal), _destroyer(destroyer)
	{
	}

	Result<Response> list(Request& request) const;
	Result<Response> detail(Request& request) const;
	Result<Response> destroy(Request& request) const;
	Result<Response> receipt(Request& request) const;
	Result<Response> unlock(Request& request) const;
	Result<Response> shorten(Request& request) const;

	// What the pages ask as well.
	/// `before` and the filters of the query (listFilterOf). Errors: Invalid, Missing (before).
	Result<FollowedPage> page(Request& request, int limit) const;
	/// Errors: Missing (unknown, or somebody else's).
	Result<Followed> one(Request& request) const;
	/// Oldest first.
	Result<std::vector<Event>> events(Request& request, const MessageId& message) const;
	/// Begins at once and goes on by a job if it cannot end now. Errors: Missing.
	Result<> destroyOne(Request& request) const;
	/// body: of POST …/limits. Errors: Invalid, Missing, Conflict (over).
	Result<> shortenOne(Request& request, const Value& body) const;
	/// Errors: Missing.
	Result<> unlockOne(Request& request) const;
	/// Files in their order, without the manifest; empty once they are destroyed.
	Result<std::vector<FileId>> files(Request& request, const MessageId& message) const;

private:
	Value valueOf(const Followed& followed) const;
	Result<Value> receiptValue(Request& request) const;

	const Services& _services;
	Register& _register;
	const Destroyer& _destroyer;
};

}
