// Answers recipients who ask for a message again, and shows senders where to decide (product row I6).
#pragma once
#include "handlers/Access.h"
#include "services/AskAgain.h"

namespace sx::messages {

class AskAgainPages
{
public:
	AskAgainPages(const Services& services, const AskAgain& asking): _services(services), _asking(asking) {}
	static Routes<AskAgainPages> routes();

private:
	Result<Response> ask(Request& request) const;
	Result<Response> page(Request& request) const;
	Result<Response> refuse(Request& request) const;

	const Services& _services;
	const AskAgain& _asking;
};

}
