#include "services/InvoiceText.h"

#include "sx/time.h"

namespace sx::billing {

namespace {

Value jsonOf(const Party& party)
{
	Value::List lines;
	for (const auto& line: party.lines) lines.push_back(line);
	return Value::object({{"name", party.name}, {"lines", std::move(lines)}});
}

Party partyOf(const Value& json)
{
	Party out{json["name"].text()};
	for (const auto& line: json["lines"].list()) out.lines.push_back(line.text());
	return out;
}

Day dayIn(const Value& json) { return dayOf(json.text()).value_or(Day{}); }

}

Value jsonOf(const BillLine& line)
{
	return Value::object({{"kind", line.kind},
		{"plan", line.plan},
		{"seats", line.seats},
		{"quantity", line.quantity},
		{"price", line.price},
		{"days", line.days},
		{"of_days", line.ofDays},
		{"from", isoDay(line.from)},
		{"until", isoDay(line.until)},
		{"amount", line.amount}});
}

Value jsonOf(const std::vector<BillLine>& lines)
{
	Value::List out;
	for (const auto& each: lines) out.push_back(jsonOf(each));
	return out;
}

Value jsonOf(const std::vector<Tax>& taxes)
{
	Value::List out;
	for (const auto& each: taxes) out.push_back(Value::object({{"name", each.name}, {"amount", each.amount}}));
	return out;
}

Value jsonOf(const Invoice& invoice)
{
	return Value::object({{"id", invoice.id},
		{"number", invoiceNumber(invoice.number)},
		{"kind", invoice.isCredit ? "credit" : "invoice"},
		{"credits", invoice.credits.empty() ? Value() : Value(invoice.credits)},
		{"credits_number", invoice.credits.empty() ? Value() : Value(invoiceNumber(invoice.creditsNumber))},
		{"issued", isoTime(invoice.issued)},
		{"day", isoDay(invoice.day)},
		{"seller", jsonOf(invoice.seller)},
		{"customer", jsonOf(invoice.customer)},
		{"province", invoice.province},
		{"currency", invoice.currency},
		{"period", invoice.period == licensing::Period::Month ? "month" : "year"},
		{"lines", jsonOf(invoice.bill.lines)},
		{"taxes", jsonOf(invoice.bill.taxes)},
		{"subtotal", invoice.bill.subtotal},
		{"tax", invoice.bill.tax},
		{"total", invoice.bill.total}});
}

Invoice invoiceOf(const Value& json)
{
	Invoice out{.id = json["id"].text(),
		.isCredit = json["kind"].text() == "credit",
		.credits = json["credits"].text(),
		.day = dayIn(json["day"]),
		.seller = partyOf(json["seller"]),
		.customer = partyOf(json["customer"]),
		.province = json["province"].text(),
		.currency = json["currency"].text(),
		.period = json["period"].text() == "year" ? licensing::Period::Year : licensing::Period::Month,
		.bill = {}};
	const auto numberIn = [](const std::string& text) {
		std::int64_t number = 0;
		for (const char digit: text) number = number * 10 + (digit - '0');
		return number;
	};
	out.number = numberIn(json["number"].text());
	out.creditsNumber = numberIn(json["credits_number"].text());
	for (const auto& line: json["lines"].list())
		out.bill.lines.push_back({.kind = line["kind"].text(),
			.plan = line["plan"].text(),
			.seats = line["seats"].integer(),
			.quantity = line["quantity"].integer(),
			.price = line["price"].integer(),
			.days = line["days"].integer(),
			.ofDays = line["of_days"].integer(),
			.from = dayIn(line["from"]),
			.until = dayIn(line["until"]),
			.amount = line["amount"].integer()});
	for (const auto& tax: json["taxes"].list()) out.bill.taxes.push_back({tax["name"].text(), tax["amount"].integer()});
	out.bill.subtotal = json["subtotal"].integer();
	out.bill.tax = json["tax"].integer();
	out.bill.total = json["total"].integer();
	return out;
}

}
