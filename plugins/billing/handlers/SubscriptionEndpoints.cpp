#include "handlers/SubscriptionEndpoints.h"

#include "handlers/InvoiceWords.h"
#include "handlers/ItemsOf.h"
#include "services/InvoiceFile.h"
#include "services/InvoiceText.h"
#include "sx/list.h"
#include "sx/views.h"

namespace sx::billing {

namespace {

constexpr Callers kManagers = allowedTo("billing.manage");

/// Writes the lines of a bill and its taxes as one list, whose amounts add up to what is due.
Value explained(const Bill& bill)
{
	Value::List out = jsonOf(bill.lines).list();
	for (const auto& tax: bill.taxes)
		out.push_back(Value::object({{"kind", "tax"}, {"name", tax.name}, {"amount", tax.amount}}));
	return out;
}

Value jsonOfPreview(const Preview& preview)
{
	return Value::object({{"due_now", preview.now.total},
		{"due_at_renewal", preview.renewal.total},
		{"renews", isoTime(preview.renews)},
		{"lines", explained(preview.now)},
		{"renewal_lines", explained(preview.renewal)}});
}

/// Reads what is wanted of a body. Errors: Invalid with field.
Result<Wanted> wantedOf(const Request& request)
{
	auto body = request.json();
	if (!body) return body.error();
	Wanted out;
	if (!(*body)["items"].isNull())
	{
		auto items = itemsOf(*body);
		if (!items) return items.error();
		out.items = std::move(*items);
	}
	if (const auto& period = (*body)["period"]; !period.isNull())
	{
		out.period = kPeriods.valueOf(period.text());
		if (!out.period) return wrong("period", "period", "period");
	}
	return out;
}

Value jsonOf(const Listed& listed)
{
	return billing::jsonOf(listed.invoice).set("open", listed.open).set("paid", listed.open <= 0);
}

}

Routes<SubscriptionEndpoints> SubscriptionEndpoints::routes()
{
	const RouteOptions small{.maxBodyBytes = 8'192};
	return {
		{Method::Post, "/api/v1/subscription/preview", kManagers, &SubscriptionEndpoints::preview, small},
		{Method::Post, "/api/v1/subscription/change", kManagers, &SubscriptionEndpoints::change, small},
		{Method::Post, "/api/v1/subscription/cancel", kManagers, &SubscriptionEndpoints::cancel, small},
		{Method::Post, "/api/v1/subscription/resume", kManagers, &SubscriptionEndpoints::resume, small},
		{Method::Get, "/api/v1/invoices", kManagers, &SubscriptionEndpoints::list},
		{Method::Get, "/api/v1/invoices/{id}", kManagers, &SubscriptionEndpoints::one},
	};
}

Result<Response> SubscriptionEndpoints::preview(Request& request) const
{
	auto wanted = wantedOf(request);
	if (!wanted) return wanted.error();
	auto shown = _subscriptions.preview(request.tenant().id, *wanted);
	if (!shown) return shown.error();
	return Response::json(jsonOfPreview(*shown));
}

Result<Response> SubscriptionEndpoints::change(Request& request) const
{
	auto wanted = wantedOf(request);
	if (!wanted) return wanted.error();
	auto done = _subscriptions.change(callerOf(request), *wanted);
	if (!done) return done.error();
	return Response::json(jsonOfPreview(*done));
}

Result<Response> SubscriptionEndpoints::cancel(Request& request) const
{
	if (auto done = _subscriptions.cancel(callerOf(request)); !done) return done.error();
	return Response::empty();
}

Result<Response> SubscriptionEndpoints::resume(Request& request) const
{
	if (auto done = _subscriptions.resume(callerOf(request)); !done) return done.error();
	return Response::empty();
}

Result<Response> SubscriptionEndpoints::list(Request& request) const
{
	auto limit = limitOf(request, 50, 100);
	if (!limit) return limit.error();
	const auto before = integerOf(beforeOf(request)).value_or(0);
	auto all = _invoices.list(request.tenant().id, before, *limit + 1);
	if (!all) return all.error();
	const bool hasMore = cutTo(*all, *limit);
	Value::List items;
	for (const auto& each: *all) items.push_back(jsonOf(each));
	return Response::json(Value::object({{"items", std::move(items)},
		{"next", hasMore ? Value(std::to_string(all->back().invoice.number)) : Value()}}));
}

Result<Response> SubscriptionEndpoints::one(Request& request) const
{
	constexpr std::string_view kPdf = ".pdf";
	auto id = request.parameter("id");
	const bool isPdf = id.ends_with(kPdf);
	if (isPdf) id.resize(id.size() - kPdf.size());
	auto found = _invoices.one(request.tenant().id, id);
	if (!found) return found.error();
	if (!isPdf) return Response::json(jsonOf(*found));
	const auto& tenant = request.tenant();
	const auto sheet = sheetOf(_context.pages(), tenant.language, _plans.catalogue(), *found);
	auto pdf = pdfOf(sheet);
	if (!pdf) return pdf.error();
	auto response = Response::text(std::move(*pdf), "application/pdf");
	response.header("Content-Disposition", "attachment; filename=\"" + sheet.fileName + "\"");
	response.header("Cache-Control", "no-store");
	return response;
}

}
