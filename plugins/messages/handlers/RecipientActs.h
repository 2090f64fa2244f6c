// Handles a recipient's own acts: destroy their access, report the message, ask for it again (product row I6).
#pragma once
#include "handlers/Destroyer.h"
#include "handlers/Notices.h"
#include "handlers/Opening.h"

namespace sx::messages {

/// Serves recipients, and senders who decide on their requests. Destroying and reporting require a live lease; asking
/// again requires nothing and reveals nothing. [any thread]
class RecipientActs
{
public:
	RecipientActs(const Services& services, const Opening& opening, const Destroyer& destroyer, const Notices& notices):
		_services(services), _opening(opening), _destroyer(destroyer), _notices(notices)
	{
	}

	/// Handles POST /m/TOKEN/destroy.
	Result<Response> destroy(Request& request) const;
	/// Handles POST /m/TOKEN/report {"reason"}.
	Result<Response> report(Request& request) const;
	/// Handles POST /m/TOKEN/again: the response is the same for every token; a job does the work.
	Result<Response> askAgain(Request& request) const;
	/// Handles GET /messages/ID/again/GRANT, the page where the sender decides.
	Result<Response> askAgainPage(Request& request) const;
	/// Handles POST /messages/ID/again/GRANT: the sender refuses.
	Result<Response> refuseAskAgain(Request& request) const;
	/// Runs the job messages.ask_again {token}: mails the sender.
	Result<> tellAskAgain(const Job& job) const noexcept;

private:
	struct Asked
	{
		MessageRow message;
		GrantRow grant;
	};
	/// Returns the message and the recipient who asked for it. Errors: Missing (another's message, no such recipient,
	/// nobody asked).
	Result<Asked> asked(Request& request) const;

	const Services& _services;
	const Opening& _opening;
	const Destroyer& _destroyer;
	const Notices& _notices;
};

}
