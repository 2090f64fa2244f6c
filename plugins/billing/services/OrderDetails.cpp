#include "services/OrderDetails.h"

namespace sx::billing {

Value OrderDetails::value() const
{
	Value::List items, lines, taxes;
	for (const auto& each: cart.items)
		items.push_back(Value::object({{"plan", each.plan}, {"quantity", each.quantity}}));
	for (const auto& each: quote.lines)
		lines.push_back(Value::object(
			{{"plan", each.plan}, {"quantity", each.quantity}, {"price", each.price}, {"amount", each.amount}}));
	for (const auto& each: quote.taxes) taxes.push_back(Value::object({{"name", each.name}, {"amount", each.amount}}));
	auto out = Value::object({{"first_name", firstName},
		{"last_name", lastName},
		{"address", address},
		{"company", company},
		{"phone", phone},
		{"postal_code", postalCode},
		{"province", province},
		{"own_plan", ownPlan},
		{"subdomain", subDomain},
		{"terms_version", termsVersion},
		{"language", language.tag},
		{"period", kPeriods.wordOf(cart.period)},
		{"items", std::move(items)},
		{"lines", std::move(lines)},
		{"subtotal", quote.subtotal},
		{"discount", quote.discount},
		{"taxes", std::move(taxes)},
		{"tax", quote.tax},
		{"total", quote.total}});
	if (!by.value.empty()) out.set("by", by.value);
	if (takeUpFor) out.set("take_up_for", *takeUpFor);
	if (discount) out.set("reduction", Value::object({{"percent", discount->percent}, {"cents", discount->cents}}));
	return out;
}

OrderDetails orderDetailsOf(const Value& value)
{
	OrderDetails out{.firstName = value["first_name"].text(),
		.lastName = value["last_name"].text(),
		.address = value["address"].text(),
		.company = value["company"].text(),
		.phone = value["phone"].text(),
		.postalCode = value["postal_code"].text(),
		.province = value["province"].text(),
		.ownPlan = value["own_plan"].text(),
		.subDomain = value["subdomain"].text(),
		.termsVersion = value["terms_version"].text(),
		.language = {value["language"].text()},
		.cart = {},
		.quote = {}};
	out.cart.period = kPeriods.valueOf(value["period"].text()).value_or(licensing::Period::Month);
	for (const auto& each: value["items"].list()) out.cart.set(each["plan"].text(), each["quantity"].integer());
	for (const auto& each: value["lines"].list())
		out.quote.lines.push_back(
			{each["plan"].text(), each["quantity"].integer(), each["price"].integer(), each["amount"].integer()});
	for (const auto& each: value["taxes"].list())
		out.quote.taxes.push_back({each["name"].text(), each["amount"].integer()});
	out.by = {value["by"].text()};
	if (const auto& shown = value["take_up_for"]; shown.isInteger()) out.takeUpFor = shown.integer();
	out.quote.subtotal = value["subtotal"].integer();
	out.quote.discount = value["discount"].integer();
	out.quote.tax = value["tax"].integer();
	out.quote.total = value["total"].integer();
	if (const auto& reduction = value["reduction"]; reduction.isObject())
		out.discount = Discount{reduction["percent"].integer(), reduction["cents"].integer()};
	return out;
}

}
