// Shows the register over all of a sender's messages, as page and JSON (product rows A9 and I8; docs/wire.md).
#pragma once
#include "handlers/MessageView.h"
#include "handlers/Register.h"
#include "store/RegisterRows.h"

namespace sx::messages {

/// Serves the register to senders. [any thread]
class RegisterPage
{
public:
	RegisterPage(const Services& services, Register& events): _services(services), _register(events) {}

	Result<Response> page(Request& request) const;
	/// Handles GET /api/v1/messages/events.
	Result<Response> list(Request& request) const;

private:
	struct Found
	{
		std::vector<RegisterRow> rows;
		EventId next;  // empty: the last page
		std::map<EventId, Visitor> visitors;
	};
	/// Returns the events that the query asks for. Errors: Invalid with field, Missing (before).
	Result<Found> found(Request& request, int limit) const;

	const Services& _services;
	Register& _register;
};

}
