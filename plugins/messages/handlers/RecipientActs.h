// A recipient's own acts: destroy his access, report the message, ask for it again (product row I6).
#pragma once
#include "handlers/Destroyer.h"
#include "handlers/Notices.h"
#include "handlers/Opening.h"

namespace sx::messages {

/// Destroying and reporting need a live lease; asking again needs nothing and tells nothing. [any thread]
class RecipientActs
{
public:
	RecipientActs(const Services& services, const Opening& opening, const Destroyer& destroyer, const Notices& notices):
		_services(services), _opening(opening), _destroyer(destroyer), _notices(notices)
	{
	}

	/// POST /m/TOKEN/destroy
	Result<Response> destroy(Request& request) const;
	/// POST /m/TOKEN/report {"reason"}
	Result<Response> report(Request& request) const;
	/// POST /m/TOKEN/again: the same answer for every token; what it does is a job's.
	Result<Response> again(Request& request) const;
	/// GET /messages/ID/again/GRANT: where the sender decides.
	Result<Response> againPage(Request& request) const;
	/// POST there: no.
	Result<Response> refuseAgain(Request& request) const;
	/// Job messages.again {token}
	Result<> tellAgain(const Job& job) const noexcept;

private:
	struct Asked
	{
		MessageRow message;
		GrantRow grant;
	};
	/// Errors: Missing (another's message, no such recipient, nobody asked).
	Result<Asked> asked(Request& request) const;

	const Services& _services;
	const Opening& _opening;
	const Destroyer& _destroyer;
	const Notices& _notices;
};

}
