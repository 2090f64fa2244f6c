// Publishes the key that signs destruction receipts.
#pragma once
#include "services/Services.h"
#include "sx/routes.h"

namespace sx::sealed {

/// Answers who wants to verify a receipt: its signature alone says only that somebody signed it (finding F17).
class ServerKey
{
public:
	explicit ServerKey(const Services& services): _services(services) {}
	static Routes<ServerKey> routes();

private:
	Result<Response> key(Request& request) const;

	const Services& _services;
};

}
