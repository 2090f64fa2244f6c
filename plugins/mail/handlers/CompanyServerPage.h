// Serves the page of a company's own mail server, which also says as whom its mails leave.
#pragma once
#include "services/CompanyServers.h"
#include "services/FromNow.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::mail {

class CompanyServerPage
{
public:
	static constexpr const char* kPath = "/admin/mail";
	static constexpr const char* kManage = "mail.manage";

	/// leaves: whether mails leave this server at all.
	CompanyServerPage(const Context& context, const CompanyServers& servers, const FromNow& fromNow, bool leaves):
		_context(context), _pages(context.pages()), _servers(servers), _fromNow(fromNow), _leaves(leaves)
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
	Result<Response> page(Request& request, const Shown& shown) const;
	/// Returns the view of what stands in From now: of the company's mails, and of the reader's own.
	Result<Value::List> fromLines(const Request& request, const RequestWords& words) const;

	const Context& _context;
	const Pages& _pages;
	const CompanyServers& _servers;
	const FromNow& _fromNow;
	const bool _leaves;
};

}
