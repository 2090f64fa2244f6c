#include "handlers/OrderPage.h"

#include "domain/Money.h"
#include "handlers/TermsPage.h"
#include "services/DemoGateways.h"
#include "sx/list.h"
#include "sx/views.h"

namespace sx::billing {

namespace {

/// Is the view of templates/pages/order.html.mustache. Texts are in the reader's language.
struct OrderView
{
	std::string title, subtitle, lead;
	std::string text{}, button{}, buttonUrl{}, again{}, waiting{}, here{}, error{}, host{}, portal{}, own{}, terms{},
		termsUrl{};
	bool isDone = false, isFailed = false, isDemo = false, isMaking = false;
	std::vector<std::pair<std::string, std::string>> lines{};  // what, amount
	std::string total;

	Value value() const
	{
		Value::List rows;
		for (const auto& [what, amount]: lines) rows.push_back(Value::object({{"what", what}, {"amount", amount}}));
		const auto act = [](const std::string& word, const std::string& url, const std::string& said = {}) {
			return word.empty() ? Value() : Value::object({{"word", word}, {"url", url}, {"text", said}});
		};
		return Value::object({{"title", title},
			{"subtitle", subtitle},
			{"frame", "sx-public-mid"},
			{"scripts", isMaking ? Value(Value::List{"order.js"}) : Value(Value::List{})},
			{"lead", lead},
			{"text", text},
			{"button", act(button, buttonUrl)},
			{"again", act(again, here, waiting)},
			{"error", error.empty() ? Value() : noteView(NoteKind::Bad, error)},
			{"lines", std::move(rows)},
			{"total", total},
			{"isDone", isDone},
			{"isMaking", isMaking},
			{"isDemo", isDemo && isDone},
			{"host", host},
			{"portal", portal},
			{"own", own},
			{"terms", act(terms, termsUrl)}});
	}
};

/// Is the view of templates/pages/test-checkout.html.mustache.
struct TestCheckoutView
{
	std::string title, subtitle, lead, company, total, action, pay, later;

	Value value() const
	{
		return Value::object({{"title", title},
			{"subtitle", subtitle},
			{"frame", "sx-public-narrow"},
			{"lead", lead},
			{"company", company},
			{"hasCompany", !company.empty()},
			{"total", total},
			{"action", action},
			{"pay", pay},
			{"later", later}});
	}
};

const char* stageOf(OrderState state)
{
	switch (state)
	{
	case OrderState::Waiting: return "pay";
	case OrderState::Accepted: return "making";
	case OrderState::Done: return "done";
	case OrderState::Failed: return "failed";
	}
	return "failed";
}

}

Routes<OrderPage> OrderPage::routes()
{
	return {{Method::Get, "/order/{id:token}", kAnyone, &OrderPage::show, {.perMinute = 60}},
		{Method::Get, "/checkout/test/{order:token}", kAnyone, &OrderPage::checkout},
		{Method::Post,
			"/checkout/test/{order:token}",
			kAnyone,
			&OrderPage::played,
			{.maxBodyBytes = 4'096, .perMinute = 60}}};
}

Result<Response> OrderPage::show(Request& request) const
{
	const auto& seller = request.tenant();
	const auto id = request.parameter("id");
	auto order = _orders.advanced(seller.id, id, seller.origin + "/order/" + id);
	const bool isDown = !order && order.error().code == Code::Unavailable;
	if (isDown)
	{
		_context.log().warning("billing.checkout.failed", {{"detail", order.error().detail}});
		order = _orders.find(seller.id, id);
	}
	if (!order) return order.error();
	if (order->row.kind != OrderKind::Company) return failed(Code::Missing, "an order of a way to pay");
	const RequestWords words(_context.pages(), request);
	const auto& [row, details, begun] = *order;
	const auto total = moneyText(words.language, details.quote.total);
	const auto& catalogue = _pricing.catalogue();
	const auto* provider = _orders.gateway(row.gateway);
	const std::string stage = std::string("order.page.") + stageOf(row.state);
	auto facts = Value::object(
		{{"total", total}, {"company", details.company}, {"address", details.address}, {"days", catalogue.trialDays}});
	OrderView view{.title = words(stage + ".title"),
		.subtitle = words(stage + ".subtitle"),
		.lead = words(stage + ".lead", facts),
		.isDone = row.state == OrderState::Done,
		.isFailed = row.state == OrderState::Failed,
		.isDemo = _context.environment() == Environment::Demo,
		.isMaking = row.state == OrderState::Accepted,
		.total = total};
	const auto* own = catalogue.find(details.ownPlan);
	view.own = own ? licensing::textIn(words.language, own->name) : words("order.page.done.own_none");
	if (!details.termsVersion.empty())
	{
		view.terms = words("order.terms", Value::object({{"version", details.termsVersion}}));
		view.termsUrl = urlOf(TermsPage::kPath, {{"version", details.termsVersion}});
	}
	view.host = row.host;
	view.here = "/order/" + id;
	if (isDown) view.error = words("order.page.error");
	for (const auto& line: details.quote.lines)
	{
		const auto* plan = catalogue.find(line.plan);
		view.lines.emplace_back(
			words("order.line",
				Value::object({{"plan", plan ? licensing::textIn(words.language, plan->name) : line.plan},
					{"quantity", line.quantity}})),
			moneyText(words.language, line.amount));
	}
	if (details.quote.discount > 0)
		view.lines.emplace_back(words("cart.discount"), moneyText(words.language, -details.quote.discount));
	for (const auto& tax: details.quote.taxes)
		view.lines.emplace_back(
			words("cart.tax." + tax.name, Value::object({{"area", details.postalCode.substr(0, 3)}})),
			moneyText(words.language, tax.amount));
	if (row.state == OrderState::Waiting)
	{
		view.text = words("order.page.pay.text");
		if (!begun.url.empty())
		{
			view.button = words("order.page.pay.button", facts);
			view.buttonUrl = begun.url;
		}
		view.again = words("order.page.pay.again");
		view.waiting = words("order.page.pay.waiting");
	}
	if (row.state == OrderState::Accepted)
	{
		view.text = words("order.page.making.text", facts);
		view.again = words("order.page.making.again");
	}
	if (row.state == OrderState::Failed)
	{
		view.button = words("order.page.failed.button");
		view.buttonUrl = "/plans";
	}
	if (row.state == OrderState::Done)
	{
		auto payment = _orders.paymentOf(seller.id, row);
		if (!payment) return payment.error();
		const char* how = row.gateway == kTrial   ? "trial"
			: provider && provider->isOnAccount() ? "account"
			: payment->card.empty()               ? "paid"
												  : "paid_card";
		view.text = words(std::string("order.page.done.") + how, facts.set("card", payment->card));
		// The new portal stands beside this one: the same scheme and port.
		const auto here = std::string(hostAndPortOf(seller.origin)), host = std::string(hostOf(seller.origin));
		view.portal = seller.origin.substr(0, seller.origin.find("://") + 3) + row.host + here.substr(host.size());
		view.button = words("order.page.done.button");
		view.buttonUrl = view.portal + "/sign-in";
	}
	auto response = Response::page("order", view.value());
	response.header("Cache-Control", "no-store");
	return response;
}

Result<std::pair<TenantId, PlacedOrder>> OrderPage::testOrder(const Request& request) const
{
	if (_context.environment() != Environment::Demo) return failed(Code::Missing, "no demonstration");
	const auto& here = request.tenant().id;
	const auto id = request.parameter("order");
	auto order = _orders.find(here, id);
	if (order && order->row.kind != OrderKind::Company) return failed(Code::Missing, "an order of a way to pay");
	auto out = order ? std::pair(here, std::move(*order)) : _methods.find(here, id);
	if (out && out->second.row.gateway != TestGateway::kName) return failed(Code::Missing, "another gateway's order");
	return out;
}

Result<Response> OrderPage::checkout(Request& request) const
{
	auto found = testOrder(request);
	if (!found) return found.error();
	const auto& order = found->second;
	const RequestWords words(_context.pages(), request);
	const auto total = moneyText(words.language, order.row.amount);
	const auto facts = Value::object({{"total", total}});
	const bool isMethod = order.row.kind == OrderKind::Method;
	const TestCheckoutView view{.title = words("checkout.title"),
		.subtitle = words("checkout.subtitle"),
		.lead = words("checkout.lead"),
		.company = order.details.company,
		.total = total,
		.action = "/checkout/test/" + order.row.id,
		.pay = isMethod ? words("checkout.keep") : words("checkout.pay", facts),
		.later = isMethod ? words("checkout.keep_later") : words("checkout.later", facts)};
	return Response::page("test-checkout", view.value());
}

Result<Response> OrderPage::played(Request& request) const
{
	auto found = testOrder(request);
	if (!found) return found.error();
	auto fields = request.form();
	if (!fields) return fields.error();
	const auto& row = found->second.row;
	const auto& act = (*fields)["act"].text();
	const bool isPaid = act == "pay" || act == "later";
	const RequestWords words(_context.pages(), request);
	const Payment payment{.order = row.id,
		.reference = "test_" + row.id,
		.state = isPaid ? PaymentState::Paid : PaymentState::Failed,
		.amount = row.amount,
		.currency = row.currency,
		.method = std::string(act == "later" ? TestGateway::kRefuses : TestGateway::kPays),
		.card = words(act == "later" ? "checkout.method_later" : "checkout.method")};
	auto taken = _orders.take(
		found->first, TestGateway::kName, "test_" + row.id + (isPaid ? "_paid" : "_failed"), payment);
	if (!taken) return taken.error();
	const bool isMethod = row.kind == OrderKind::Method;
	return Response::redirect((isMethod ? "/admin/subscription/payment/" : "/order/") + row.id);
}

}
