#include "handlers/InvoiceWords.h"

#include "domain/Money.h"
#include "sx/time.h"

namespace sx::billing {

std::string planName(const licensing::Catalogue& catalogue, const Language& language, const std::string& plan)
{
	const auto* found = catalogue.find(plan);
	if (!found) return plan;
	const auto name = found->name.find(language.shortTag());
	return name == found->name.end() ? plan : name->second;
}

std::string taxName(const Pages& pages, const Language& language, const std::string& name)
{
	return pages.find(language, "tax." + name).value_or(name);
}

std::vector<Sheet::Line> linesOf(
	const Pages& pages, const Language& language, const licensing::Catalogue& catalogue, const Bill& bill)
{
	std::vector<Sheet::Line> out;
	for (const auto& line: bill.lines)
	{
		const bool isPart = line.days < line.ofDays;
		out.push_back({.what = pages.text(language,
						   "invoice.line." + line.kind,
						   Value::object({{"plan", planName(catalogue, language, line.plan)}})),
			.when = pages.text(language,
				isPart ? "invoice.part" : "invoice.whole",
				Value::object({{"from", dayText(pages, language, line.from, true)},
					{"to", dayText(pages, language, line.until - std::chrono::days(1), true)},
					{"days", line.days},
					{"of", line.ofDays}})),
			.quantity = line.plan.empty() ? std::string() : pages.number(language, line.quantity),
			.price = line.plan.empty() ? std::string() : moneyText(language, line.price),
			.amount = moneyText(language, line.amount)});
	}
	return out;
}

std::vector<Sheet::Sum> sumsOf(const Pages& pages, const Language& language, const Bill& bill)
{
	std::vector<Sheet::Sum> out{{pages.text(language, "invoice.subtotal"), moneyText(language, bill.subtotal)}};
	for (const auto& tax: bill.taxes)
		out.push_back({taxName(pages, language, tax.name), moneyText(language, tax.amount)});
	out.push_back({pages.text(language, "invoice.total"), moneyText(language, bill.total)});
	return out;
}

BillPart billPart(const RequestWords& words,
	const licensing::Catalogue& catalogue,
	const Bill& bill,
	const std::string& title,
	std::string text)
{
	BillPart out{.title = words(title, Value::object({{"amount", moneyText(words.language, bill.total)}})),
		.text = std::move(text)};
	if (bill.lines.empty()) return out;
	out.lines = linesOf(words.pages, words.language, catalogue, bill);
	out.sums = sumsOf(words.pages, words.language, bill);
	return out;
}

std::string stateOf(const Pages& pages, const Language& language, const Listed& listed)
{
	if (listed.invoice.isCredit) return pages.text(language, "invoice.credit");
	if (listed.open <= 0) return pages.text(language, "invoice.paid");
	return pages.text(language, "invoice.open", Value::object({{"amount", moneyText(language, listed.open)}}));
}

Sheet sheetOf(const Pages& pages, const Language& language, const licensing::Catalogue& catalogue, const Listed& listed)
{
	const auto& invoice = listed.invoice;
	const auto word = [&](const std::string& key, const Value& arguments = {}) {
		return pages.text(language, "invoice." + key, arguments);
	};
	const auto number = Value::object({{"number", invoiceNumber(invoice.number)}});
	Sheet out{.title = word(invoice.isCredit ? "credit_title" : "title", number),
		.fileName = word(invoice.isCredit ? "credit_file" : "file", number),
		.language = std::string(language.shortTag()),
		.sellerName = invoice.seller.name,
		.sellerLines = invoice.seller.lines,
		.customerLabel = word("customer"),
		.customerName = invoice.customer.name,
		.customerLines = invoice.customer.lines,
		.facts = {{word("number"), invoiceNumber(invoice.number)},
			{word("day"), dayText(pages, language, invoice.day)}},
		.what = word("what"),
		.quantity = word("quantity"),
		.price = word("price"),
		.amount = word("amount"),
		.lines = linesOf(pages, language, catalogue, invoice.bill),
		.sums = sumsOf(pages, language, invoice.bill),
		.state = stateOf(pages, language, listed),
		.page = word("page")};
	if (invoice.isCredit) out.facts.push_back({word("credits"), invoiceNumber(invoice.creditsNumber)});
	return out;
}

}
