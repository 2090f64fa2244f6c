#include "handlers/PlansPage.h"

#include "domain/Money.h"
#include "sx/views.h"

#include <algorithm>

namespace sx::billing {

namespace {

using licensing::Period;
using licensing::Plan;

/// Is the view of templates/pages/plans.html.mustache. Texts are in the reader's language.
struct PlansView
{
	struct Line
	{
		std::string text;
		bool isIn = true;
	};
	struct Card
	{
		std::string id, name, summary, price, per, quantity, less, more, count;
		bool isRecommended = false;
		std::vector<Line> lines;
	};

	std::string title, subtitle, lead, cart, period;
	bool isYear = false, hasCart = false;
	std::vector<Card> cards;

	Value value() const
	{
		Value::List plans;
		for (const auto& card: cards)
		{
			Value::List lines;
			for (const auto& line: card.lines)
				lines.push_back(Value::object({{"text", line.text}, {"isIn", line.isIn}}));
			plans.push_back(Value::object({{"id", card.id},
				{"name", card.name},
				{"summary", card.summary},
				{"price", card.price},
				{"per", card.per},
				{"quantity", card.quantity},
				{"less", card.less},
				{"more", card.more},
				{"count", card.count},
				{"isRecommended", card.isRecommended},
				{"lines", std::move(lines)}}));
		}
		return Value::object({{"title", title},
			{"subtitle", subtitle},
			{"frame", "sx-public-wide"},
			{"scripts", Value::List{"shop.js"}},
			{"lead", lead},
			{"cart", cart},
			{"period", period},
			{"isYear", isYear},
			{"hasCart", hasCart},
			{"plans", std::move(plans)}});
	}
};

/// Lists what a plan gives of all that the plans give, in the order of the largest, and how much of each limit.
std::vector<PlansView::Line> linesOf(const RequestWords& words, const licensing::Catalogue& catalogue, const Plan& plan)
{
	std::vector<PlansView::Line> out;
	for (const auto& [name, most]: plan.limits)
	{
		const bool isBytes = name.ends_with("_bytes");
		const auto amount = isBytes ? words.pages.byteSize(words.language, most)
									: words.pages.number(words.language, most);
		const auto found = catalogue.limits.find(name);
		out.push_back({words("plans.limit",
			Value::object({{"what", licensing::textIn(words.language, found->second)}, {"amount", amount}}))});
	}
	for (const auto& feature: catalogue.plans.back().features)
	{
		const bool isIn = std::find(plan.features.begin(), plan.features.end(), feature) != plan.features.end();
		out.push_back({licensing::textIn(words.language, catalogue.features.find(feature)->second), isIn});
	}
	return out;
}

}

Routes<PlansPage> PlansPage::routes() { return {{Method::Get, "/plans", kAnyone, &PlansPage::show}}; }

Result<Response> PlansPage::show(Request& request) const
{
	const auto& catalogue = _pricing.catalogue();
	if (!_shop.sells(request.tenant()) || catalogue.plans.empty()) return failed(Code::Missing, "nothing is sold here");
	const RequestWords words(_context.pages(), request);
	const auto cart = cartOf(request.cookie(kCartCookie).value_or(""), catalogue);
	const auto asked = kPeriods.valueOf(request.query("period").value_or(""));
	const auto period = asked.value_or(cart.period);
	const bool isYear = period == Period::Year;
	PlansView view{.title = words("plans.title"),
		.subtitle = words("plans.subtitle"),
		.lead = words("plans.lead", Value::object({{"days", catalogue.trialDays}})),
		.cart = words("plans.cart", Value::object({{"seats", cart.seats()}})),
		.period = std::string(kPeriods.wordOf(period)),
		.isYear = isYear,
		.hasCart = cart.seats() > 0,
		.cards = {}};
	for (const auto& plan: catalogue.plans)
	{
		const auto name = licensing::textIn(words.language, plan.name);
		const auto named = Value::object({{"plan", name}});
		view.cards.push_back({.id = plan.id,
			.name = name,
			.summary = licensing::textIn(words.language, plan.summary),
			.price = moneyText(words.language, plan.priceOf(period)),
			.per = words(
				isYear ? "plans.per_year" : "plans.per_month", Value::object({{"currency", catalogue.currency}})),
			.quantity = "1",
			.less = words("plans.less", named),
			.more = words("plans.more", named),
			.count = words("plans.count", named),
			.isRecommended = plan.isRecommended,
			.lines = linesOf(words, catalogue, plan)});
	}
	return Response::page("plans", view.value());
}

}
