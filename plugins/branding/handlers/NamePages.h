// Answers the page of names of a company's own.
#pragma once
#include "services/Brands.h"
#include "services/OwnHosts.h"
#include "sx/routes.h"

namespace sx::branding {

/// Answers the page of names of the company's own. [any thread]
class NamePages
{
public:
	NamePages(const Context& context, const Brands& brands, const OwnHosts& hosts):
		_context(context), _brands(brands), _hosts(hosts)
	{
	}
	static Routes<NamePages> routes();

private:
	Result<Response> show(Request& request) const;
	Result<Response> add(Request& request) const;
	Result<Response> verify(Request& request) const;
	Result<Response> use(Request& request) const;
	Result<Response> unuse(Request& request) const;
	Result<Response> remove(Request& request) const;
	Result<Response> page(Request& request, const std::string& typed, const Error* fault) const;

	const Context& _context;
	const Brands& _brands;
	const OwnHosts& _hosts;
};

}
