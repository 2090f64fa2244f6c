// Answers readers: /m/TOKEN/gates, open, files, finish, destroy and report (protocol.md section 6).
#pragma once
#include "services/LeaseService.h"
#include "sx/refusals.h"
#include "sx/routes.h"

namespace sx::sealed {

class OpeningEndpoints
{
public:
	OpeningEndpoints(const Services& services, const Opening& opening, LeaseService& leases, RegisterWriter& events):
		_services(services), _opening(opening), _leases(leases), _register(events),
		_refusals(services.context.find<Refusals>())
	{
	}
	static Routes<OpeningEndpoints> routes();

private:
	Result<Response> gates(Request& request) const;
	Result<Response> ask(Request& request) const;
	Result<Response> open(Request& request) const;
	Result<Response> file(Request& request);
	Result<Response> finish(Request& request) const;
	Result<Response> giveUp(Request& request) const;
	Result<Response> report(Request& request) const;

	/// Takes note of a refusal, with the same cost and words for a link that exists and one that does not.
	Error noted(const Request& request, Error error) const;

	const Services& _services;
	const Opening& _opening;
	LeaseService& _leases;
	RegisterWriter& _register;
	Refusals* const _refusals;
};

}
