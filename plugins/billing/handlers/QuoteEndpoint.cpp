#include "handlers/QuoteEndpoint.h"

#include "domain/Wrong.h"
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
	if (!known) return wrong("period", "period", "period");
	if (auto fits = priced(_pricing.catalogue(), *items, *known); !fits) return fits.error();
	const auto& postalCode = (*body)["postal_code"].text();
	if (postalCode.empty()) return wrong("postal_code", "postal_code", "unknown_postal_code");
	const auto& code = (*body)["discount_code"];
	if (!code.isNull() && !code.isText()) return wrong("discount_code", "discount_code", "unknown_discount");
	auto price = _pricing.price(request.tenant(), {*known, std::move(*items)}, postalCode, code.text());
	if (!price) return price.error();
	return Response::json(jsonOf(price->quote, _pricing.catalogue().currency));
}

}
