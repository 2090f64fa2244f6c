#include "handlers/SubscriptionPages.h"

#include "domain/Money.h"
#include "handlers/InvoiceWords.h"
#include "handlers/ItemsOf.h"
#include "services/DemoGateways.h"
#include "sx/list.h"

#include <algorithm>

namespace sx::billing {

namespace {

using licensing::Period;
using licensing::Standing;

constexpr Callers kOwners = peopleWith(SubscriptionPages::kManage);
constexpr std::string_view kDone[]{"changed", "cancelled", "resumed", "taken_up", "method", "method_only"};

std::string wordOf(Standing standing)
{
	switch (standing)
	{
	case Standing::Trial: return "trial";
	case Standing::Active: return "active";
	case Standing::PastDue: return "past_due";
	case Standing::ReadOnly: return "read_only";
	case Standing::Ended: break;
	}
	return "ended";
}

const char* classOf(Standing standing)
{
	return standing == Standing::Active ? "sx-state-ok"
		: standing == Standing::Trial   ? "sx-state-brand"
		: standing == Standing::PastDue ? "sx-state-warn"
										: "sx-state-bad";
}

std::int64_t boughtOf(const Overview& overview, std::string_view plan)
{
	for (const auto& each: overview.seats)
		if (each.plan == plan) return each.bought;
	return 0;
}

std::int64_t assignedOf(const Overview& overview, std::string_view plan)
{
	for (const auto& each: overview.seats)
		if (each.plan == plan) return each.assigned;
	return 0;
}

/// Returns what the form asks for: what was typed, else what is planned, else what there is.
std::int64_t wantedOf(const Overview& overview, const Wanted& typed, const std::string& plan)
{
	for (const auto& each: typed.items)
		if (each.plan == plan) return each.quantity;
	const auto& planned = overview.subscription.planned;
	const auto found = planned.find(plan);
	return found == planned.end() ? boughtOf(overview, plan) : found->second;
}

}

Routes<SubscriptionPages> SubscriptionPages::routes()
{
	const RouteOptions small{.maxBodyBytes = 8'192};
	const std::string path = kPath;
	return {
		{Method::Get, path, kOwners, &SubscriptionPages::show},
		{Method::Post, path + "/preview", kOwners, &SubscriptionPages::preview, small},
		{Method::Post, path + "/change", kOwners, &SubscriptionPages::change, small},
		{Method::Get, path + "/cancel", kOwners, &SubscriptionPages::confirmCancel},
		{Method::Post, path + "/cancel", kOwners, &SubscriptionPages::cancel, small},
		{Method::Post, path + "/resume", kOwners, &SubscriptionPages::resume, small},
	};
}

Result<Response> SubscriptionPages::show(Request& request) const { return page(request, {}, nullptr); }

Result<Response> SubscriptionPages::page(Request& request, const Wanted& typed, const Error* refused) const
{
	const RequestWords words(_pages, request);
	SubscriptionView view{.title = words("subscription_page.title"), .text = words("subscription_page.text")};
	const auto done = request.query("done").value_or("");
	if (std::find(std::begin(kDone), std::end(kDone), done) != std::end(kDone))
		view.note = noteView(NoteKind::Ok, words("subscription_page.done." + done));
	auto overview = _subscriptions.overview(request.tenant().id);
	if (!overview && overview.error().code != Code::Missing) return overview.error();
	if (!overview)
	{
		view.none = words("subscription_page.none");
		return Response::page("subscription", view.value());
	}
	const auto& subscription = overview->subscription;
	const auto zone = overview->account ? overview->account->timeZone : request.tenant().timeZone;
	const auto ends = dayText(_pages, words.language, _pages.dayAt(zone, subscription.ends));
	const bool maySend = licensing::maySend(subscription.standing), isTrial = subscription.standing == Standing::Trial;
	view.hasSubscription = true;
	view.standing = words("subscription_page.standing." + wordOf(subscription.standing));
	view.standingClass = classOf(subscription.standing);
	const auto fact = [&](const char* key, std::string value) {
		view.facts.push_back({words(std::string("subscription_page.fact.") + key), std::move(value)});
	};
	fact("period", words(subscription.period == Period::Month ? "subscription_page.month" : "subscription_page.year"));
	fact(isTrial || subscription.endsThen || !maySend ? "ends" : "renews", ends);
	if (overview->account && !isTrial && maySend && !subscription.endsThen)
		fact("due", moneyText(words.language, overview->renewal.total));
	if (overview->account && overview->balance != 0) fact("balance", moneyText(words.language, overview->balance));
	if (overview->account && !overview->account->card.empty()) fact("card", overview->account->card);
	if (overview->account && overview->account->card.empty() && overview->account->gateway == InvoiceGateway::kName)
		fact("card", words("checkout.account"));
	if (!overview->account) view.none = words("subscription.managed");
	for (const auto& plan: _plans.catalogue().plans)
	{
		const auto planned = subscription.planned.find(plan.id);
		view.plans.push_back({.id = plan.id,
			.name = planName(_plans.catalogue(), words.language, plan.id),
			.price = words(
				subscription.period == Period::Month ? "subscription_page.each_month" : "subscription_page.each_year",
				Value::object({{"price", moneyText(words.language, plan.priceOf(subscription.period))}})),
			.bought = _pages.number(words.language, boughtOf(*overview, plan.id)),
			.assigned = _pages.number(words.language, assignedOf(*overview, plan.id)),
			.wanted = std::to_string(billing::wantedOf(*overview, typed, plan.id)),
			.planned = planned == subscription.planned.end()
				? std::string()
				: words("subscription_page.planned", Value::object({{"seats", planned->second}, {"when", ends}}))});
	}
	const auto period = typed.period.value_or(subscription.nextPeriod);
	for (const auto each: {Period::Month, Period::Year})
		view.periods.push_back({std::string(kPeriods.wordOf(each)),
			words(each == Period::Month ? "subscription_page.month" : "subscription_page.year"),
			each == period});
	view.canChange = overview->account && (isTrial || subscription.standing == Standing::Active);
	view.canCancel = overview->account && maySend && !isTrial && !subscription.endsThen;
	view.canResume = overview->account && maySend && subscription.endsThen;
	view.canPay = overview->account.has_value();
	const bool mustPay = overview->account && overview->balance > 0, mustTakeUp = isTrial || !maySend;
	view.payButton = words(mustPay ? "subscription_page.pay_now"
			: mustTakeUp           ? "subscription_page.take_up"
								   : "subscription_page.pay_otherwise");
	if (mustPay)
		view.payText = words("subscription_page.pay_now_text",
			Value::object({{"amount", moneyText(words.language, overview->balance)}}));
	else if (mustTakeUp)
		view.payText = words(isTrial ? "subscription_page.take_up_trial" : "subscription_page.take_up_text");
	if (refused)
	{
		const auto field = refused->field.starts_with("items[") && !typed.items.empty() ? "seats-" +
				typed
					.items[std::min<std::size_t>(
						static_cast<std::size_t>(refused->field[6] - '0'), typed.items.size() - 1)]
					.plan
																						: std::string("period");
		const auto text = refused->messageKey.empty() ? words("subscription_page.wrong")
													  : words(refused->messageKey, refused->extra);
		view.summary = errorSummaryView(words, {{field, text}});
	}
	auto response = Response::page(
		"subscription", view.value(), refused ? (refused->code == Code::Conflict ? 409 : 400) : 200);
	return response;
}

Result<Wanted> SubscriptionPages::wantedOf(const Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	Wanted out;
	for (const auto& plan: _plans.catalogue().plans)
	{
		const auto& typed = (*form)["seats." + plan.id];
		if (!typed.isText()) continue;
		// What is no number is refused with the field, as one that is too small.
		out.items.push_back({plan.id, integerOf(typed.text()).value_or(-1)});
	}
	out.period = kPeriods.valueOf((*form)["period"].text());
	return out;
}

Result<Response> SubscriptionPages::preview(Request& request) const
{
	auto wanted = wantedOf(request);
	if (!wanted) return wanted.error();
	auto shown = _subscriptions.preview(request.tenant().id, *wanted);
	if (!shown && shown.error().code == Code::Missing) return shown.error();
	if (!shown) return page(request, *wanted, &shown.error());
	return changePage(request, *wanted, *shown, false);
}

Response SubscriptionPages::changePage(
	Request& request, const Wanted& wanted, const Preview& preview, bool hasChanged) const
{
	const RequestWords words(_pages, request);
	const auto money = [&](std::int64_t cents) {
		return Value::object({{"amount", moneyText(words.language, cents)}});
	};
	ChangeView view{.title = words("subscription_change.title"),
		.note = hasChanged ? noteView(NoteKind::Warn, words("subscription_change.changed")) : Value(),
		.now = billPart(words,
			_plans.catalogue(),
			preview.now,
			"subscription_change.now",
			words(preview.now.total > 0 ? "subscription_change.now_text" : "subscription_change.nothing_now")),
		.renewal = billPart(words,
			_plans.catalogue(),
			preview.renewal,
			"subscription_change.renewal",
			words("subscription_change.renewal_text",
				Value::object({{"when", dayText(_pages, words.language, preview.change.terms.until)}}))),
		.fields = {{"due_now", std::to_string(preview.now.total)}},
		.button = words(preview.now.total > 0 ? "subscription_change.pay" : "subscription_change.confirm",
			money(preview.now.total))};
	for (const auto& item: wanted.items) view.fields.emplace_back("seats." + item.plan, std::to_string(item.quantity));
	if (wanted.period) view.fields.emplace_back("period", kPeriods.wordOf(*wanted.period));
	return Response::page("subscription-change", view.value());
}

Result<Response> SubscriptionPages::change(Request& request) const
{
	auto wanted = wantedOf(request);
	if (!wanted) return wanted.error();
	auto shown = _subscriptions.preview(request.tenant().id, *wanted);
	if (!shown && shown.error().code == Code::Missing) return shown.error();
	if (!shown) return page(request, *wanted, &shown.error());
	// A day has passed, or somebody else changed it: nobody pays another amount than the one they saw.
	auto form = request.form();
	if (!form) return form.error();
	if ((*form)["due_now"].text() != std::to_string(shown->now.total))
		return changePage(request, *wanted, *shown, true);
	auto done = _subscriptions.change(callerOf(request), *wanted);
	if (!done) return page(request, *wanted, &done.error());
	return Response::redirect(urlOf(kPath, {{"done", "changed"}}));
}

Result<Response> SubscriptionPages::confirmCancel(Request& request) const
{
	const RequestWords words(_pages, request);
	auto overview = _subscriptions.overview(request.tenant().id);
	if (!overview) return overview.error();
	std::int64_t people = 0;
	for (const auto& each: overview->seats) people += each.assigned;
	const auto zone = overview->account ? overview->account->timeZone : request.tenant().timeZone;
	const auto said = Value::object(
		{{"when", dayText(_pages, words.language, _pages.dayAt(zone, overview->subscription.ends))},
			{"people", people}});
	const CancelView view{.title = words("subscription_cancel.title"),
		.text = words("subscription_cancel.text", said),
		.losses = {words("subscription_cancel.sending", said),
			words("subscription_cancel.reading"),
			words("subscription_cancel.money"),
			words("subscription_cancel.back", said)}};
	return Response::page("subscription-cancel", view.value());
}

Result<Response> SubscriptionPages::after(Request& request, const Result<>& done, const char* word) const
{
	if (!done && done.error().code != Code::Conflict) return done.error();
	if (!done) return page(request, {}, &done.error());
	return Response::redirect(urlOf(kPath, {{"done", word}}));
}

Result<Response> SubscriptionPages::cancel(Request& request) const
{
	return after(request, _subscriptions.cancel(callerOf(request)), "cancelled");
}

Result<Response> SubscriptionPages::resume(Request& request) const
{
	return after(request, _subscriptions.resume(callerOf(request)), "resumed");
}

}
