// Keeps the register of confidentiality incidents: list, entry, change, files.
#pragma once
#include "services/PrivacyBook.h"
#include "sx/routes.h"
#include "sx/tables/Exports.h"
#include "sx/views.h"

namespace sx::privacy {

/// [any thread]
class IncidentPages
{
public:
	IncidentPages(const Context& context, PrivacyBook& book):
		_context(context), _book(book), _writer(context.find<tables::Writer>())
	{
	}
	static Routes<IncidentPages> routes();

private:
	Result<Response> list(Request& request) const;
	Result<Response> exported(Request& request) const;
	Result<Response> fresh(Request& request) const;
	Result<Response> edit(Request& request) const;
	Result<Response> add(Request& request) const;
	Result<Response> change(Request& request) const;
	Result<Response> put(Request& request, const IncidentId& id) const;
	/// Shows the form. wrong: the field at fault with its problem; nullptr: none.
	Response form(Request& request, const Incident& incident, const Error* wrong) const;
	std::string today(const Request& request) const;

	const Context& _context;
	PrivacyBook& _book;
	const tables::Writer* const _writer;  // may be null
};

}
