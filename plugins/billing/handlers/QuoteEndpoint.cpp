#include "handlers/QuoteEndpoint.h"

#include "domain/Province.h"
#include "handlers/ItemsOf.h"

namespace sx::billing {

namespace {

Value jsonOf(const Quote& quote, const std::string& currency)
{
	Value::List lines, taxes;
	for (const auto& each: quote.lines)
		lines.push_back(Value::object(
			{{"plan", each.plan}, {"quantity", each.quantity}, {"price", each.price}, {"amount", each.amount}}));
	for (const auto& each: quote.taxes) taxes.push_back(Value::object({{"name", each.name}, {"amount", each.amount}}));
	return Value::object({{"currency", currency},
		{"lines", std::move(lines)},
		{"subtotal", quote.subtotal},
		{"discount", quote.discount},
		{"taxes", std::move(taxes)},
		{"tax", quote.tax},
		{"total", quote.total}});
}

}

Routes<QuoteEndpoint> QuoteEndpoint::routes()
{
	// Few a minute: each may try a discount code.
	return {{Method::Post, "/api/v1/quote", kAnyone, &QuoteEndpoint::quote, {.maxBodyBytes = 8'192, .perMinute = 60}}};
}

Result<Response> QuoteEndpoint::quote(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto items = itemsOf(*body);
	if (!items) return items.error();
	const auto& period = (*body)["period"];
	const auto known = period.isNull() ? licensing::Period::Month : kPeriods.valueOf(period.text());
	if (!known) return invalid("period", "month or year");
	const auto& catalogue = _plans.catalogue();
	auto quote = priced(catalogue, *items, *known);
	if (!quote) return quote.error();
	auto province = provinceOf((*body)["postal_code"].text());
	if (!province) return province.error();
	std::optional<Discount> discount;
	if (const auto& code = (*body)["discount_code"]; !code.isNull())
	{
		auto found = _discounts.find(request.tenant().id, code.text());
		if (!found) return found.error();
		discount = *found;
	}
	const auto today = _context.pages().dayAt(request.tenant().timeZone, _context.clock().now());
	settle(*quote, discount, _taxes, *province, today);
	return Response::json(jsonOf(*quote, catalogue.currency));
}

}
