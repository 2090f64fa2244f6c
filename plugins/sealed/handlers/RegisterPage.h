// Shows the register over all of an owner's items, as page and JSON (product rows A9 and I8; docs/wire.md).
#pragma once
#include "handlers/RegisterView.h"
#include "sx/routes.h"
#include "sx/tables/Exports.h"

namespace sx::sealed {

class RegisterPage
{
public:
	RegisterPage(const Services& services, RegisterService& events):
		_services(services), _register(events), _writer(services.context.find<tables::Writer>())
	{
	}
	static Routes<RegisterPage> routes();

private:
	Result<Response> page(Request& request) const;
	Result<Response> list(Request& request) const;
	/// Writes the filtered register: without subjects, which the server cannot read; the page's script adds them.
	Result<Response> exported(Request& request) const;
	/// Reads what the query asks for. Errors: Invalid with field.
	Result<RegisterFilter> filterOf(const Request& request) const;
	/// Returns the events that the query asks for. Errors: Invalid with field, Missing (before).
	Result<RegisterService::Found> found(const Request& request, const EventId& before, int limit) const;
	RegisterView::Row rowOf(
		const TenantId& tenant, const RegisterRow& row, Visitor visitor, const RequestWords& words) const;

	const Services& _services;
	RegisterService& _register;
	const tables::Writer* const _writer;  // may be null
};

}
