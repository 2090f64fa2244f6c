#include "domain/Quote.h"

#include "domain/Wrong.h"

#include <algorithm>

namespace sx::billing {

Result<Quote> priced(const licensing::Catalogue& catalogue, const std::vector<Item>& items, licensing::Period period)
{
	if (items.empty() || items.size() > kMostItems)
		return wrong("items", "lines", "items", Value::object({{"most", std::int64_t{kMostItems}}}));
	Quote out;
	for (std::size_t i = 0; i < items.size(); ++i)
	{
		const auto place = "items[" + std::to_string(i) + "].";
		const auto* plan = catalogue.find(items[i].plan);
		if (!plan)
			return wrong(
				place + "plan", "plan", "unknown_plan", Value::object({{"asked_plan", items[i].plan.substr(0, 60)}}));
		const auto same = std::find_if(
			out.lines.begin(), out.lines.end(), [&](const auto& line) { return line.plan == plan->id; });
		const auto quantity = items[i].quantity + (same == out.lines.end() ? 0 : same->quantity);
		if (items[i].quantity < 1 || quantity > kMostSeats) return wrong(place + "quantity", "items", "quantity");
		const auto price = plan->priceOf(period);
		const Quote::Line line{plan->id, quantity, price, quantity * price};
		if (same == out.lines.end())
			out.lines.push_back(line);
		else
			*same = line;
	}
	for (const auto& line: out.lines) out.subtotal += line.amount;
	out.total = out.subtotal;
	return out;
}

void settle(
	Quote& quote, const std::optional<Discount>& discount, const TaxTable& table, std::string_view province, Day day)
{
	if (discount)
		quote.discount = std::min(quote.subtotal, shareOf(quote.subtotal, discount->percent * 1'000) + discount->cents);
	const auto taxed = quote.subtotal - quote.discount;
	quote.taxes = taxesOf(table, taxed, province, day);
	quote.tax = 0;
	for (const auto& each: quote.taxes) quote.tax += each.amount;
	quote.total = taxed + quote.tax;
}

}
