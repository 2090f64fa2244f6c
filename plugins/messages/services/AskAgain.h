// Lets recipients ask for a message again, and senders decide (product row I6).
#pragma once
#include "services/Notices.h"

namespace sx::messages {

/// Handles requests to receive a message again. Asking requires nothing and reveals nothing. [any thread]
class AskAgain
{
public:
	AskAgain(const Services& services, const Notices& notices): _services(services), _notices(notices) {}

	/// Queues the job that tells the sender; the same for a known and an unknown link.
	/// from: the asker's network address. Errors: Limited.
	Result<> ask(const TenantId& tenant, const std::string& token, const std::string& from) const;
	/// Runs the job messages.ask_again {token}: mails the sender.
	Result<> tell(const Job& job) const noexcept;
	/// Returns the message that a recipient asked for. Errors: Missing (another's message, no such recipient, nobody
	/// asked).
	Result<Followed> asked(
		const TenantId& tenant, const UserId& sender, const MessageId& message, const GrantId& grant) const;
	/// Notes that the sender refuses. Errors: those of asked().
	Result<> refuse(const Asker& asker, const MessageId& message, const GrantId& grant) const;

private:
	/// Tells whether this grant may still ask: not too often, not lately, and not about what it reported.
	Result<bool> mayAsk(Sql& sql, const GrantId& grant) const;

	const Services& _services;
	const Notices& _notices;
};

}
