#include "handlers/InvoicePages.h"

#include "domain/Money.h"
#include "handlers/InvoiceWords.h"
#include "sx/list.h"

namespace sx::billing {

namespace {

constexpr int kPerPage = 24, kAtOnce = 200;
constexpr const char* kExport = "/admin/invoices/export";

/// Writes cents as a number that a spreadsheet and an accountant's program read: "8.04".
std::string plainMoney(std::int64_t cents)
{
	const auto size = cents < 0 ? -cents : cents;
	auto part = std::to_string(size % 100);
	if (part.size() < 2) part.insert(0, 1, '0');
	return (cents < 0 ? "-" : "") + std::to_string(size / 100) + "." + part;
}

std::int64_t taxOf(const Invoice& invoice, std::string_view name)
{
	for (const auto& each: invoice.bill.taxes)
		if (each.name == name) return each.amount;
	return 0;
}

}

Routes<InvoicePages> InvoicePages::routes()
{
	constexpr auto managers = peopleWith("billing.manage");
	return {
		{Method::Get, kPath, managers, &InvoicePages::list},
		{Method::Get, kExport, managers, &InvoicePages::exported},
		{Method::Get, std::string(kPath) + "/{id:uuid}", managers, &InvoicePages::one},
	};
}

Result<Response> InvoicePages::list(Request& request) const
{
	const RequestWords words(_pages, request);
	auto all = _invoices.list(request.tenant().id, integerOf(beforeOf(request)).value_or(0), kPerPage + 1);
	if (!all) return all.error();
	const bool hasMore = cutTo(*all, kPerPage);
	InvoicesView view{.title = words("invoices_page.title")};
	for (const auto& each: *all)
		view.rows.push_back({.url = std::string(kPath) + "/" + each.invoice.id,
			.pdfUrl = "/api/v1/invoices/" + each.invoice.id + ".pdf",
			.number = invoiceNumber(each.invoice.number),
			.kind = words(each.invoice.isCredit ? "invoices_page.credit" : "invoices_page.invoice"),
			.day = dayText(_pages, words.language, each.invoice.day, true),
			.total = moneyText(words.language, each.invoice.bill.total),
			.state = stateOf(_pages, words.language, each),
			.isPaid = each.open <= 0});
	auto page = view.value();
	page.set("exports", tables::exportMenu(_writer, kExport));
	addPaging(page,
		request,
		hasMore ? std::to_string(all->back().invoice.number) : std::string(),
		[&](const std::string& before) {
			return urlOf(kPath, {{"before", before}});
		});
	return Response::page("invoices", std::move(page));
}

Result<Response> InvoicePages::one(Request& request) const
{
	auto found = _invoices.one(request.tenant().id, request.parameter("id"));
	if (!found) return found.error();
	const InvoiceView view{.pdfUrl = "/api/v1/invoices/" + found->invoice.id + ".pdf",
		.sheet = sheetOf(_pages, request.language(), _plans.catalogue(), *found)};
	return Response::page("invoice", view.value());
}

Result<Response> InvoicePages::exported(Request& request) const
{
	if (!_writer) return failed(Code::Missing, "billing: no plugin writes lists");
	const auto format = tables::formatOf(request);
	if (!format) return format.error();
	const RequestWords words(_pages, request);
	auto next = [this,
					tenant = request.tenant().id,
					words,
					part = std::vector<Listed>(),
					at = std::size_t(0),
					before = std::int64_t(0),
					isEnd = false](tables::Row& row) mutable -> Result<bool> {
		if (at == part.size())
		{
			if (isEnd) return false;
			auto read = _invoices.list(tenant, before, kAtOnce);
			if (!read) return read.error();
			part = std::move(*read);
			at = 0;
			isEnd = part.size() < kAtOnce;
			if (part.empty()) return false;
			before = part.back().invoice.number;
		}
		const auto& [invoice, open] = part[at++];
		row = {invoiceNumber(invoice.number),
			isoDay(invoice.day),
			words(invoice.isCredit ? "invoices_page.credit" : "invoices_page.invoice"),
			invoice.customer.name,
			plainMoney(invoice.bill.subtotal)};
		for (const char* tax: {"GST", "HST", "PST", "QST"}) row.emplace_back(plainMoney(taxOf(invoice, tax)));
		row.emplace_back(plainMoney(invoice.bill.total));
		row.emplace_back(plainMoney(open));
		row.emplace_back(invoice.currency);
		return true;
	};
	tables::Table table{
		.name = words("invoices_page.file"), .title = words("invoices_page.title"), .filter = {}, .columns = {}};
	for (const char* column: {"number", "day", "kind", "customer", "subtotal"})
		table.columns.push_back({words(std::string("invoices_page.column.") + column)});
	for (const char* tax: {"GST", "HST", "PST", "QST"}) table.columns.push_back({taxName(_pages, words.language, tax)});
	for (const char* column: {"total", "open", "currency"})
		table.columns.push_back({words(std::string("invoices_page.column.") + column)});
	auto file = _writer->write(*format, table, std::move(next), words.language, words.zone);
	if (!file) return file.error();
	return tables::fileResponse(request, std::move(*file));
}

}
