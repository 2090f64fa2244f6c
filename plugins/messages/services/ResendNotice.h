// Sends a recipient's notice again (docs/wire.md).
#pragma once
#include "services/Notices.h"

#include <functional>

namespace sx::messages {

/// Sends notices again. The server keeps no link: the sender's device brings the secret again, and it goes into the
/// sealed outbox as it did at first. [any thread]
class ResendNotice
{
public:
	ResendNotice(const Services& services, const Notices& notices): _services(services), _notices(notices) {}

	/// Sends a notice again. body: {"proof","link_secret","notice"}. Returns when it may be sent again. Errors: Invalid
	/// with field, Missing, Conflict (over, reported, or the server sent none), Limited.
	Result<std::chrono::seconds> resend(const Tenant& tenant,
		const Asker& asker,
		const MessageId& message,
		const GrantId& grant,
		const Value& body) const;

private:
	/// Finds a message whose notice may be sent again now.
	Result<Followed> found(Sql& sql, const UserId& sender, const MessageId& message, const GrantId& grant) const;
	/// Writes the mails that are sent again. code: empty: no new one.
	Result<std::vector<mail::Mail>> mailsOf(const Tenant& tenant,
		const Followed& followed,
		const Recipient& recipient,
		const NoticeContent& content,
		std::string_view code,
		const Secret& link) const;
	/// Commits a notice that is sent again. code: the new opening code; empty: there is none, or the earlier one stays.
	Result<> renew(const Asker& asker,
		const MessageId& message,
		const GrantId& grant,
		std::string_view code,
		const std::function<Result<>(Sql&)>& queue) const;

	const Services& _services;
	const Notices& _notices;
};

}
