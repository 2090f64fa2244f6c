#include "handlers/AccountCard.h"

#include "services/PlanBook.h"
#include "sx/month.h"
#include "sx/views.h"

#include <algorithm>

namespace sx::licensing {
namespace {

/// Is the view of templates/fragments/account.html.
struct AccountCardView
{
	struct Limit
	{
		std::string name{}, amount{}, left{}, more{};
	};
	bool isShown = false;
	std::string plan{}, refusal{}, renewal{};
	std::vector<Limit> limits{};

	Value value() const
	{
		const auto text = [](const std::string& words) {
			return words.empty() ? Value() : Value::object({{"text", words}});
		};
		Value::List all;
		for (const auto& each: limits)
			all.push_back(Value::object(
				{{"name", each.name}, {"amount", each.amount}, {"left", text(each.left)}, {"more", text(each.more)}}));
		return Value::object({{"isShown", isShown},
			{"plan", text(plan)},
			{"refusal", text(refusal)},
			{"renewal", text(renewal)},
			{"limits", std::move(all)}});
	}
};

}

Value AccountCard::view(const Request& request) const
{
	const RequestWords words(_context.pages(), request);
	const auto& tenant = request.tenant().id;
	const auto& user = request.principal()->user;
	const auto person = _entitlements.of(tenant, user);
	if (!person || person->coverage == Coverage::Free) return AccountCardView{}.value();
	AccountCardView out{.isShown = true};
	if (person->plan) out.plan = textIn(words.language, person->plan->name);
	if (auto may = _entitlements.checkSending(*person); !may)
		out.refusal = _entitlements.explain(words.language, may.error());
	else if (person->ends)
		out.renewal = words.date(*person->ends, Pages::Style::Long);
	const auto now = _context.clock().now();
	for (const auto& [name, meaning]: _catalogue.limits)
	{
		const auto most = person->limitOf(name);
		if (!most) continue;
		AccountCardView::Limit limit{.name = textIn(words.language, meaning)};
		limit.amount = name.ends_with("_bytes") ? _context.pages().byteSize(words.language, *most)
												: _context.pages().number(words.language, *most);
		if (name.ends_with("_month"))
		{
			const auto used = _entitlements.usedOf(tenant, user, name);
			if (!used) continue;
			limit.left = words("licence.left",
				Value::object({{"left", std::max<std::int64_t>(0, *most - *used)},
					{"renews", words.date(Month::of(now).end, Pages::Style::Long)}}));
		}
		limit.more = _entitlements.moreOf(words.language, *person, name);
		out.limits.push_back(std::move(limit));
	}
	return out.value();
}

}
