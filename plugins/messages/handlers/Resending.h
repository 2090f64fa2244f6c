// Sends a recipient's notice again: POST /api/v1/messages/ID/grants/GRANT/notice (docs/wire.md).
#pragma once
#include "handlers/Notices.h"
#include "store/ResendRows.h"

#include <functional>

namespace sx::messages {

/// Sends notices again. The server keeps no link: the sender's device brings the secret again, and it goes into the
/// sealed outbox as it did at first. [any thread]
class Resending
{
public:
	Resending(const Services& services, const Notices& notices): _services(services), _notices(notices) {}

	Result<Response> resend(Request& request) const;

private:
	struct Found
	{
		MessageRow message;
		GrantRow grant;
		ResendRow again;
	};
	/// Commits a notice that is sent again. codeMac: of a new opening code; empty: the earlier one stays. queue: queues
	/// the mail or the text.
	Result<Response> renewed(
		Request& request, const Found& seen, const Bytes& codeMac, const std::function<Result<>(Sql&)>& queue) const;
	/// Finds a notice that may be sent again now. Errors: Missing, Conflict (over, reported, or the server sent none),
	/// Limited.
	Result<Found> found(Sql& sql, const UserId& sender, const MessageId& message, const GrantId& grant) const;

	const Services& _services;
	const Notices& _notices;
};

}
