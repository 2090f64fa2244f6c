// Serves the page of a company's own mail server.
#pragma once
#include "services/CompanyServers.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::mail {

class CompanyServerPage
{
public:
	static constexpr const char* kPath = "/admin/mail";
	static constexpr const char* kManage = "mail.manage";

	/// leaves: whether mails leave this server at all.
	CompanyServerPage(const Context& context, const CompanyServers& servers, bool leaves):
		_context(context), _pages(context.pages()), _servers(servers), _leaves(leaves)
	{
	}
	static Routes<CompanyServerPage> routes();

private:
	/// Is what the form shows besides what is kept.
	struct Shown
	{
		CompanyServer server{};
		bool isThere = false;
		const Error* error = nullptr;
		Value note{};
		std::string answer{};  // of a test; empty: none was made
	};
	Result<Response> show(Request& request) const;
	Result<Response> save(Request& request) const;
	Result<Response> remove(Request& request) const;
	Result<Response> test(Request& request) const;
	Response page(Request& request, const Shown& shown) const;

	const Context& _context;
	const Pages& _pages;
	const CompanyServers& _servers;
	const bool _leaves;
};

}
