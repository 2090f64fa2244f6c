// Handles the pages of a company's invoices, and their export for an accountant.
#pragma once
#include "handlers/SubscriptionViews.h"
#include "services/Invoices.h"
#include "sx/routes.h"
#include "sx/tables/Exports.h"

namespace sx::billing {

class InvoicePages
{
public:
	static constexpr const char* kPath = "/admin/invoices";

	/// writer: null if this deployment writes no files of lists.
	InvoicePages(
		const Context& context, const licensing::Plans& plans, const Invoices& invoices, const tables::Writer* writer):
		_pages(context.pages()),
		_plans(plans), _invoices(invoices), _writer(writer)
	{
	}
	static Routes<InvoicePages> routes();

private:
	Result<Response> list(Request& request) const;
	Result<Response> one(Request& request) const;
	Result<Response> exported(Request& request) const;

	const Pages& _pages;
	const licensing::Plans& _plans;
	const Invoices& _invoices;
	const tables::Writer* const _writer;
};

}
