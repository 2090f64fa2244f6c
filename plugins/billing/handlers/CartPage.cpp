#include "handlers/CartPage.h"
#include "handlers/TermsPage.h"
#include "sx/list.h"

#include "domain/Money.h"
#include "domain/OrderQuotas.h"
#include "handlers/CartView.h"
#include "handlers/PlansPage.h"
#include "sx/list.h"
#include "sx/time.h"

namespace sx::billing {

namespace {

using licensing::Period;
constexpr std::chrono::days kCartLife{30};

/// Returns what stands after a word and a point: the plan of "more.avance"; empty: another act.
std::string planOf(std::string_view act, std::string_view word)
{
	if (!act.starts_with(word) || act.size() <= word.size() || act[word.size()] != '.') return {};
	return std::string(act.substr(word.size() + 1));
}

OrderForm formOf(const Value& fields)
{
	const auto trimmed = [&](const char* name) {
		const auto& text = fields[name].text();
		const auto from = text.find_first_not_of(" \t\r\n");
		if (from == std::string::npos) return std::string();
		return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
	};
	return {.firstName = trimmed("first_name"),
		.lastName = trimmed("last_name"),
		.address = trimmed("address"),
		.ownPlan = trimmed("own_plan"),
		.company = trimmed("company"),
		.phone = trimmed("phone"),
		.postalCode = trimmed("postal_code"),
		.subDomain = trimmed("subdomain"),
		.discountCode = trimmed("discount_code"),
		.pay = trimmed("pay"),
		.acceptsTerms = fields["terms"].text() == "1"};
}

/// Reads what a form says of the cart: its period, quantities, and the act that changes one.
void change(Cart& cart, const Value& fields, const licensing::Catalogue& catalogue)
{
	cart.period = kPeriods.valueOf(fields["period"].text()).value_or(cart.period);
	const auto& act = fields["act"].text();
	for (const auto& plan: catalogue.plans)
		if (const auto& typed = fields["quantity." + plan.id]; typed.isText())
			cart.set(plan.id, integerOf(typed.text()).value_or(cart.quantityOf(plan.id)));
	if (act == "add" && catalogue.find(fields["plan"].text()))
	{
		const auto more = integerOf(fields["quantity"].text()).value_or(1);
		const auto& plan = fields["plan"].text();
		cart.set(plan, cart.quantityOf(plan) + std::clamp<std::int64_t>(more, 1, kMostSeats));
	}
	if (const auto plan = planOf(act, "more"); !plan.empty() && cart.quantityOf(plan) > 0)
		cart.set(plan, cart.quantityOf(plan) + 1);
	if (const auto plan = planOf(act, "less"); cart.quantityOf(plan) > 1) cart.set(plan, cart.quantityOf(plan) - 1);
	if (const auto plan = planOf(act, "remove"); !plan.empty()) cart.set(plan, 0);
}

/// Returns the word for a refusal of the services.
std::string keyOf(const Error& error)
{
	if (!error.messageKey.empty()) return error.messageKey;
	if (error.field.starts_with("items")) return "order.error.items";
	return "order.error." + error.field;
}

}

Routes<CartPage> CartPage::routes()
{
	// The page's script asks again while somebody types; each may try a discount code.
	RouteOptions typed{.maxBodyBytes = 16'384, .perMinute = 120};
	typed.spends = orderQuotaNames();
	return {{Method::Get, "/cart", kAnyone, &CartPage::show},
		{Method::Post, "/cart", kAnyone, &CartPage::act, typed},
		{Method::Get, "/api/v1/subdomains", kAnyone, &CartPage::subDomain, {.perMinute = 60}}};
}

Result<Response> CartPage::show(Request& request) const
{
	if (!_shop.sells(request.tenant())) return failed(Code::Missing, "nothing is sold here");
	return page(
		request, cartOf(request.cookie(kCartCookie).value_or(""), _pricing.catalogue()), OrderForm{}, Stage::Fresh);
}

Result<Response> CartPage::act(Request& request) const
{
	if (!_shop.sells(request.tenant())) return failed(Code::Missing, "nothing is sold here");
	auto fields = request.form();
	if (!fields) return fields.error();
	auto cart = cartOf(request.cookie(kCartCookie).value_or(""), _pricing.catalogue());
	change(cart, *fields, _pricing.catalogue());
	const auto& act = (*fields)["act"].text();
	auto form = formOf(*fields);
	if (form.subDomain.empty()) form.subDomain = suggestedSubDomain(form.company);
	Result<Response> out = act == "add" ? Result<Response>(Response::redirect("/cart"))
		: act == "order"                ? order(request, cart, form)
										: page(request, cart, form, act == "live" ? Stage::Live : Stage::Changed);
	if (!out) return out;
	// What was ordered is no cart any more.
	const bool isOrdered = act == "order" && out->status() == 303;
	out->cookie(
		kCartCookie, isOrdered ? std::string() : cookieOf(cart), isOrdered ? std::chrono::seconds(0) : kCartLife);
	return out;
}

Result<Response> CartPage::order(Request& request, const Cart& cart, const OrderForm& form) const
{
	if (cart.items.empty()) return page(request, cart, form, Stage::Changed);
	auto placed = _orders.place(
		request.tenant(), form, cart, request.language(), _context.networkOf(request.clientAddress()));
	if (placed) return Response::redirect("/order/" + *placed);
	const auto& error = placed.error();
	const bool isOfForm = error.code == Code::Invalid || error.code == Code::Conflict || error.code == Code::Limited;
	if (!isOfForm) return error;
	return page(request, cart, form, Stage::Sent, error);
}

Result<Response> CartPage::subDomain(Request& request) const
{
	if (!_shop.sells(request.tenant())) return failed(Code::Missing, "nothing is sold here");
	auto host = _orders.freeHost(request.tenant().id, request.query("name").value_or(""));
	if (!host) return host.error();
	return Response::json(Value::object({{"host", *host}, {"free", true}}));
}

void CartPage::addPrice(CartView& view,
	const Request& request,
	const Cart& cart,
	const OrderForm& form,
	Stage stage,
	std::vector<Fault>& faults) const
{
	const RequestWords words(_context.pages(), request);
	if (stage == Stage::Sent && form.postalCode.empty())
		faults.push_back({"postal_code", "order.error.postal_code", {}});
	auto postalCode = form.postalCode, discountCode = form.discountCode;
	auto price = _pricing.price(request.tenant(), cart, postalCode, discountCode);
	// What is wrong is left out, so that the rest still has its price.
	for (int tries = 0; !price && tries < 2; ++tries)
	{
		const auto field = price.error().field;
		faults.push_back({field, keyOf(price.error()), price.error().extra});
		if (field == "postal_code") postalCode.clear();
		if (field == "discount_code") discountCode.clear();
		price = _pricing.price(request.tenant(), cart, postalCode, discountCode);
	}
	if (!price) return;
	const auto money = [&](std::int64_t cents) { return moneyText(words.language, cents); };
	const auto& quote = price->quote;
	view.sums.push_back({words("cart.subtotal"), money(quote.subtotal)});
	view.sums.push_back({words("cart.discount"), money(-quote.discount)});
	const auto area = Value::object({{"area", form.postalCode.substr(0, 3)}});
	for (const auto& each: quote.taxes) view.sums.push_back({words("cart.tax." + each.name, area), money(each.amount)});
	view.isCounted = !price->province.empty();
	if (view.isCounted) view.province = words("cart.province." + price->province);
	view.total = money(quote.total);
}

Result<Response> CartPage::page(
	const Request& request, const Cart& cart, OrderForm form, Stage stage, const Error& refusal) const
{
	const RequestWords words(_context.pages(), request);
	const auto& catalogue = _pricing.catalogue();
	const bool isYear = cart.period == Period::Year;
	const auto offered = _orders.gateways();
	if (form.pay.empty()) form.pay = offered.empty() ? std::string(kTrial) : std::string(offered.front()->name());
	if (stage == Stage::Fresh && cart.items.size() == 1) form.ownPlan = cart.items.front().plan;
	if (!form.ownPlan.empty() && cart.quantityOf(form.ownPlan) == 0) form.ownPlan.clear();

	auto faults = stage == Stage::Fresh ? std::vector<Fault>{} : faultsOf(form, stage != Stage::Sent);
	const auto version = _shop.termsVersion(request.tenant());
	CartView view{.title = words("cart.title"),
		.errorTitle = words("common.layout.error_title", Value::object({{"title", words("cart.title")}})),
		.subtitle = words("cart.subtitle"),
		.domain = "." + _shop.domain(),
		.termsLabel = words("cart.terms", Value::object({{"version", version}})),
		.termsUrl = version.empty() ? std::string() : urlOf(TermsPage::kPath, {{"version", version}}),
		.summaryTitle = words(isYear ? "cart.summary_year" : "cart.summary_month"),
		.note = {},
		.button = words(form.pay == kTrial ? "cart.button_trial" : "cart.button"),
		.province = words("cart.postal_help"),
		.portal = words("cart.subdomain_help"),
		.form = {},
		.isYear = isYear,
		.total = {}};
	for (const auto& item: cart.items)
	{
		const auto& plan = *catalogue.find(item.plan);
		const auto name = licensing::textIn(words.language, plan.name);
		const auto named = Value::object({{"plan", name}});
		const auto limitOf = [&](const char* limit) {
			const auto found = plan.limits.find(limit);
			return found == plan.limits.end() ? std::int64_t{0} : found->second;
		};
		view.lines.push_back({.plan = plan.id,
			.name = name,
			.requests = words.pages.number(words.language, limitOf("api_requests_month")),
			.capacity = words.pages.byteSize(words.language, limitOf("file_bytes")),
			.quantity = std::to_string(item.quantity),
			.price = moneyText(words.language, item.quantity * plan.priceOf(cart.period)),
			.less = words("plans.less", named),
			.more = words("plans.more", named),
			.count = words("plans.count", named),
			.remove = words("cart.remove", named)});
		view.plans.push_back({plan.id, words("cart.own_plan", named), {}, form.ownPlan == plan.id});
	}
	if (!cart.items.empty()) addPrice(view, request, cart, form, stage, faults);

	const auto trialEnds = words.pages.dayAt(words.zone, _context.clock().now()) +
		std::chrono::days(catalogue.trialDays);
	const auto trialEnd = words.pages.dateTime(
		words.language, words.pages.startOfDay(words.zone, trialEnds), words.zone, Pages::Style::Long);
	const auto total = Value::object({{"total", view.total}, {"days", catalogue.trialDays}, {"end", trialEnd}});
	for (const auto* each: offered)
		view.ways.push_back({std::string(each->name()),
			each->label(words.language),
			words(each->isOnAccount() ? "cart.way.account" : "cart.way.card", total),
			form.pay == each->name()});
	if (catalogue.trialDays > 0)
		view.ways.push_back({std::string(kTrial),
			words("cart.way.trial_title", total),
			words("cart.way.trial", total),
			form.pay == kTrial});
	for (const auto* each: offered)
		if (form.pay == each->name())
			view.note = words(each->isOnAccount() ? "cart.note.account" : "cart.note.card", total);
	if (form.pay == kTrial) view.note = words("cart.note.trial", total);

	if (stage == Stage::Sent && form.subDomain.empty()) faults.push_back({"subdomain", "order.error.subdomain", {}});
	if (stage != Stage::Fresh && !form.subDomain.empty())
	{
		auto host = _orders.freeHost(request.tenant().id, form.subDomain);
		if (host)
			view.portal = words("cart.subdomain_free", Value::object({{"host", *host}}));
		else if (host.error().field == "subdomain")
			faults.push_back({"subdomain", keyOf(host.error()), {}});
		else
			return host.error();
	}
	for (const auto& fault: faults) view.errors.emplace(fault.field, words(fault.key, fault.arguments));
	if (stage == Stage::Sent && view.errors.empty())
		view.errors.emplace(refusal.field.empty() || refusal.field.starts_with("items") ? "form" : refusal.field,
			words(refusal.code == Code::Limited ? "order.error.limited" : keyOf(refusal), refusal.extra));
	view.form = std::move(form);
	view.isSent = stage == Stage::Sent;
	const int status = stage != Stage::Sent ? 200 : refusal.code == Code::Limited ? 429 : 400;
	return Response::page("cart", view.value(words), status);
}

}
