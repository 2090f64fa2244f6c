// Lets readers reply from the reading page, within the lease: /m/TOKEN/reply and below (product row A8).
#pragma once
#include "handlers/Destroyer.h"
#include "handlers/Opening.h"
#include "handlers/Sending.h"

namespace sx::messages {

/// Accepts replies. A lease is the right to reply; without one, every route responds `lease_over`. [any thread]
class Replying
{
public:
	Replying(const Services& services, const Opening& opening, const Sending& sending, const Destroyer& destroyer):
		_services(services), _opening(opening), _sending(sending), _destroyer(destroyer)
	{
	}

	Result<Response> create(Request& request) const;
	Result<Response> putPart(Request& request) const;
	Result<Response> parts(Request& request) const;
	Result<Response> send(Request& request) const;
	/// Destroys a draft that its author gave up.
	Result<Response> abandon(Request& request) const;

private:
	/// Holds the two ends of a reply.
	struct Ends
	{
		Principal author;           // user empty: a recipient outside
		std::string address, name;  // whom it goes to
		Language language;          // of the person whom it goes to
		ThreadPosition position;
	};
	/// Returns the recipient of a reply as POST /api/v1/messages would name them, with the gate that this person puts
	/// before replies (row A14). Errors: Conflict with problem "reply_sms_unavailable": the code could not be sent, and
	/// without it nothing gets through.
	Result<Value> recipientOf(const TenantId& tenant, const Ends& ends) const;
	/// Finds the two ends of a reply. Errors: Limited, Missing, Conflict (the person whom it would reach is gone).
	Result<Ends> endsOf(const TenantId& tenant, const LeasedFile& leased, const std::string& tenantZone) const;

	const Services& _services;
	const Opening& _opening;
	const Sending& _sending;
	const Destroyer& _destroyer;
};

}
