// Serves a company's domains: their pages for administrators, their JSON for clients.
#pragma once
#include "services/Claims.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::domains {

inline constexpr const char* kManage = "domains.manage";
inline constexpr const char* kDomainsPath = "/admin/domains";

class DomainPages
{
public:
	DomainPages(const Context& context, const Claims& claims):
		_context(context), _pages(context.pages()), _claims(claims)
	{
	}
	static Routes<DomainPages> routes();

private:
	Result<Response> index(Request& request) const;
	Result<Response> add(Request& request) const;
	Result<Response> detail(Request& request) const;
	Result<Response> verify(Request& request) const;
	Result<Response> remove(Request& request) const;
	Result<Response> listJson(Request& request) const;
	Result<Response> addJson(Request& request) const;
	Result<Response> verifyJson(Request& request) const;
	Result<Response> removeJson(Request& request) const;
	Result<Response> makeKey(Request& request) const;
	Result<Response> makeKeyJson(Request& request) const;
	Result<Response> keysJson(Request& request) const;
	Result<Response> indexPage(Request& request, const std::string& typed, const Error* fault) const;
	Value valueOf(const Claim& claim) const;

	const Context& _context;
	const Pages& _pages;
	const Claims& _claims;
};

}
