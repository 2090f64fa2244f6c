// The register of opens over all messages: page and JSON (product rows A9 and I8; docs/wire.md).
#pragma once
#include "handlers/MessageView.h"
#include "handlers/Register.h"
#include "store/RegisterRows.h"

namespace sx::messages {

/// [any thread]
class RegisterPage
{
public:
	RegisterPage(const Services& services, Register& journal): _services(services), _register(journal) {}

	Result<Response> page(Request& request) const;
	/// GET /api/v1/messages/events
	Result<Response> list(Request& request) const;

private:
	struct Found
	{
		std::vector<RegisterRow> rows;
		EventId next;  // empty: the last page
		std::map<EventId, Visitor> visitors;
	};
	/// Errors: Invalid with field, Missing (before).
	Result<Found> found(Request& request, int limit) const;

	const Services& _services;
	Register& _register;
};

}
