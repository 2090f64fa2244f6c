#include "handlers/PaymentPages.h"

#include "domain/Money.h"
#include "handlers/InvoiceWords.h"
#include "handlers/SubscriptionPages.h"
#include "sx/list.h"

namespace sx::billing {

namespace {

constexpr Callers kPayers = peopleWith(SubscriptionPages::kManage);

std::string pathOf(const std::string& order = {})
{
	const auto path = std::string(SubscriptionPages::kPath) + "/payment";
	return order.empty() ? path : path + "/" + order;
}

}

Routes<PaymentPages> PaymentPages::routes()
{
	return {{Method::Get, pathOf(), kPayers, &PaymentPages::show},
		{Method::Post, pathOf(), kPayers, &PaymentPages::choose, {.maxBodyBytes = 4'096, .perMinute = 10}},
		{Method::Get, pathOf("{id:token}"), kPayers, &PaymentPages::progress, {.perMinute = 60}}};
}

Result<Response> PaymentPages::show(Request& request) const { return page(request, nullptr); }

Result<Response> PaymentPages::page(Request& request, const Error* refused) const
{
	const RequestWords words(_pages, request);
	auto choice = _methods.choices(request.tenant().id);
	if (!choice && choice.error().code == Code::Conflict) return Response::redirect(SubscriptionPages::kPath);
	if (!choice) return choice.error();
	const auto& overview = choice->overview;
	const auto money = [&](std::int64_t cents) {
		return Value::object({{"amount", moneyText(words.language, cents)}});
	};
	const char* what = choice->taken ? "text_take_up" : overview.balance > 0 ? "text_owed" : "text";
	PaymentView view{.title = words("subscription_payment.title"),
		.text = words(std::string("subscription_payment.") + what, money(overview.balance)),
		.button = words("subscription_payment.button")};
	if (request.query("done").value_or("") == "failed")
		view.note = noteView(NoteKind::Bad, words("subscription_payment.failed"));
	const auto& renewal = choice->taken ? choice->taken->renewal : overview.renewal;
	if (choice->taken)
	{
		view.dueNow = choice->taken->now.total;
		view.now = billPart(words,
			_plans.catalogue(),
			choice->taken->now,
			"subscription_change.now",
			words("subscription_payment.now_text"));
		view.button = words("subscription_payment.button_take_up", money(view.dueNow));
	}
	const auto zone = overview.account->timeZone;
	const auto renews = choice->taken ? choice->taken->renews : overview.subscription.ends;
	if (!renewal.lines.empty())
		view.renewal = billPart(words,
			_plans.catalogue(),
			renewal,
			"subscription_change.renewal",
			words("subscription_change.renewal_text",
				Value::object({{"when", dayText(_pages, words.language, _pages.dayAt(zone, renews))}})));
	addWays(view, words, *choice);
	if (refused)
		view.summary = errorSummaryView(
			words, {{"pay", words(refused->messageKey.empty() ? "subscription_payment.wrong" : refused->messageKey)}});
	return Response::page("subscription-payment",
		view.value(),
		!refused                              ? 200
			: refused->code == Code::Conflict ? 409
											  : 400);
}

void PaymentPages::addWays(PaymentView& view, const RequestWords& words, const MethodChoice& choice) const
{
	const auto& account = *choice.overview.account;
	if (choice.hasKept)
		view.ways.push_back({std::string(PaymentMethods::kKept),
			account.card.empty() ? words("subscription_payment.kept") : account.card,
			words(choice.overview.balance > 0 && !account.method.empty() ? "subscription_payment.kept_again"
																		 : "subscription_payment.kept_text")});
	for (const auto* each: choice.gateways)
		view.ways.push_back({std::string(each->name()),
			each->label(words.language),
			words(each->isOnAccount() ? "subscription_payment.account_text" : "subscription_payment.card_text")});
}

Result<Response> PaymentPages::choose(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const auto shown = integerOf((*form)["due_now"].text()).value_or(-1);
	OrderDetails details;
	details.language = request.language();
	if (const auto* person = request.principal()) details.address = person->address;
	auto order = _methods.choose(callerOf(request), (*form)["pay"].text(), shown, std::move(details));
	if (!order && (order.error().code == Code::Conflict || order.error().code == Code::Invalid))
		return page(request, &order.error());
	if (!order) return order.error();
	if (!order->empty()) return Response::redirect(pathOf(*order));
	return Response::redirect(urlOf(SubscriptionPages::kPath, {{"done", shown > 0 ? "taken_up" : "method"}}));
}

Result<Response> PaymentPages::progress(Request& request) const
{
	const auto& tenant = request.tenant();
	const auto id = request.parameter("id");
	const auto here = tenant.origin + pathOf(id);
	auto order = _methods.advanced(tenant.id, id, here);
	const bool isDown = !order && order.error().code == Code::Unavailable;
	if (isDown)
	{
		_context.log().warning("billing.checkout.failed", {{"detail", order.error().detail}});
		auto found = _methods.find(tenant.id, id);
		if (!found) return found.error();
		order = std::move(found->second);
	}
	if (!order) return order.error();
	const auto state = order->row.state;
	if (state == OrderState::Failed) return Response::redirect(urlOf(pathOf(), {{"done", "failed"}}));
	if (state == OrderState::Done)
	{
		const char* done = "method";
		if (order->details.takeUpFor)
		{
			auto choice = _methods.choices(tenant.id);
			if (!choice) return choice.error();
			done = choice->taken ? "method_only" : "taken_up";
		}
		return Response::redirect(urlOf(SubscriptionPages::kPath, {{"done", done}}));
	}
	const RequestWords words(_pages, request);
	PayingView view{.title = words("subscription_paying.title"),
		.text = words("subscription_paying.text"),
		.here = pathOf(id),
		.url = order->checkout.url,
		.error = isDown ? words("order.page.error") : std::string(),
		.isMaking = state == OrderState::Accepted};
	if (view.isMaking)
	{
		view.title = words("subscription_paying.making");
		view.text = words("subscription_paying.making_text");
		view.url.clear();
	}
	auto response = Response::page("subscription-paying", view.value());
	response.header("Cache-Control", "no-store");
	return response;
}

}
