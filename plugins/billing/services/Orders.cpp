#include "services/Orders.h"

#include "domain/OrderQuotas.h"
#include "domain/Wrong.h"
#include "sx/address.h"

#include <algorithm>

namespace sx::billing {

namespace {

constexpr std::chrono::hours kHostIsHeld{1};     // for an order that nobody has paid yet
constexpr std::chrono::hours kCheckoutLife{48};  // longer than any provider's page stays open
constexpr std::chrono::minutes kAskAfter{5};
constexpr std::chrono::days kKept{60};  // what is done or failed: longer than providers report

Error conflict(std::string problem, std::string key, std::string field)
{
	return {.code = Code::Conflict,
		.detail = problem,
		.messageKey = std::move(key),
		.problem = std::move(problem),
		.field = std::move(field)};
}

Value valueOf(const Payment& payment)
{
	return Value::object({{"reference", payment.reference},
		{"amount", payment.amount},
		{"currency", payment.currency},
		{"method", payment.method},
		{"card", payment.card}});
}

}

Orders::Orders(
	Context& context, const Pricing& pricing, const Shop& shop, quotas::Quotas& quotas, audit::Journal* journal):
	_context(context),
	_pricing(pricing), _shop(shop), _quotas(quotas), _journal(journal), _gateways(context.findAll<PaymentGateway>())
{
}

std::vector<PaymentGateway*> Orders::gateways() const
{
	std::vector<PaymentGateway*> out;
	for (auto* each: _gateways)
		if (each->isOffered()) out.push_back(each);
	std::stable_partition(out.begin(), out.end(), [](const auto* each) { return !each->isOnAccount(); });
	return out;
}

PaymentGateway* Orders::gateway(std::string_view name) const
{
	for (auto* each: _gateways)
		if (each->name() == name) return each;
	return nullptr;
}

std::string Orders::sealed(
	const TenantId& seller, const std::string& id, std::string_view part, const Value& value) const
{
	const auto identity = "billing.order:" + seller.value + ":" + id + ":" + std::string(part);
	return _context.keys().toBase64Url(_context.keys().seal(identity, _context.json().write(value)).value);
}

Result<Value> Orders::opened(
	const TenantId& seller, const std::string& id, std::string_view part, const std::string& text) const
{
	if (text.empty()) return Value();
	auto bytes = _context.keys().fromBase64Url(text);
	if (!bytes) return bytes.error();
	const auto identity = "billing.order:" + seller.value + ":" + id + ":" + std::string(part);
	auto open = _context.keys().open(identity, *bytes);
	if (!open) return open.error();
	return _context.json().parse(open->reveal());
}

Result<std::string> Orders::freeHost(const TenantId& seller, std::string_view typed) const
{
	auto name = subDomainOf(typed);
	if (!name) return name.error();
	auto host = _shop.hostOf(*name);
	const auto taken = [] { return conflict("subdomain_taken", "order.error.subdomain_taken", "subdomain"); };
	if (_shop.isTaken(host)) return taken();
	auto held = _context.store().read(
		seller, [&](Sql& sql) { return order_rows::holdsHost(sql, host, _context.clock().now() - kHostIsHeld); });
	if (!held) return held.error();
	if (*held) return taken();
	return host;
}

Result<std::string> Orders::place(
	const Tenant& seller, const OrderForm& form, const Cart& cart, const Language& language, const std::string& network)
{
	if (auto faults = faultsOf(form, false); !faults.empty()) return invalid(faults.front().field, "is wrong");
	if (form.postalCode.empty()) return wrong("postal_code", "postal_code", "unknown_postal_code");
	auto price = _pricing.price(seller, cart, form.postalCode, form.discountCode);
	if (!price) return price.error();
	if (!form.ownPlan.empty() && cart.quantityOf(form.ownPlan) == 0)
		return invalid("own_plan", "a plan that is not ordered");
	const bool isTrial = form.pay == kTrial;
	auto* chosen = gateway(form.pay);
	if (isTrial ? _pricing.catalogue().trialDays == 0 : !chosen || !chosen->isOffered())
		return invalid("pay", "no way to pay that is offered");
	auto host = freeHost(seller.id, form.subDomain);
	if (!host) return host.error();
	// What costs nothing is not paid either: no provider takes a payment of nothing.
	const bool isPaidFirst = !isTrial && !chosen->isOnAccount() && price->quote.total > 0;

	const auto now = _context.clock().now();
	const auto address = mailAddress(form.address).value_or("");
	OrderDetails details{.firstName = form.firstName,
		.lastName = form.lastName,
		.address = address,
		.company = form.company,
		.phone = form.phone,
		.postalCode = form.postalCode,
		.province = price->province,
		.ownPlan = form.ownPlan,
		.subDomain = form.subDomain,
		.termsVersion = _shop.termsVersion(seller),
		.language = language,
		.cart = cart,
		.discount = price->reduction,
		.quote = price->quote};
	OrderRow row{.id = _context.keys().token(),
		.state = isPaidFirst ? OrderState::Waiting : OrderState::Accepted,
		.gateway = form.pay,
		.reference = {},
		.checkout = {},
		.payment = {},
		.amount = price->quote.total,
		.currency = _pricing.catalogue().currency,
		.host = *host,
		.buyer = {_context.keys().uuid()},
		.discount = price->discount,
		.details = {},
		.made = now};
	row.details = sealed(seller.id, row.id, "details", details.value());
	const auto addressMark = _context.keys().toBase64Url(_context.keys().mac("billing.orders", address).value);
	std::vector<quotas::Use> uses{
		{kOrdersOfNetwork, network}, {kOrdersOfAddress, addressMark}, {.quota = kOrdersOfAll}};
	if (!isPaidFirst)
	{
		uses.push_back({kUnpaidOfNetwork, network});
		uses.push_back({.quota = kUnpaidOfAll});
	}
	auto placed = _context.store().write(seller.id, [&](Sql& sql) -> Result<> {
		if (auto taken = _quotas.take(sql, uses); !taken) return taken;
		if (!row.discount.empty())
		{
			auto used = discount_rows::take(sql, row.discount);
			if (!used) return used.error();
			if (!*used) return wrong("discount_code", "discount_used", "discount_used");
		}
		if (auto added = order_rows::insert(sql, row); !added) return added;
		if (isPaidFirst) return {};
		return accepted(sql, row);
	});
	if (!placed) return placed.error();
	_context.metrics().count("orders", "gateway=\"" + form.pay + "\"");
	return row.id;
}

Result<std::string> Orders::placeMethod(
	const TenantId& seller, const TenantId& buyer, const std::string& gateway, const OrderDetails& details)
{
	const auto* chosen = this->gateway(gateway);
	if (!chosen || !chosen->isOffered() || chosen->isOnAccount())
		return invalid("pay", "no way to pay that is offered");
	OrderRow row{.id = _context.keys().token(),
		.kind = OrderKind::Method,
		.gateway = gateway,
		.reference = {},
		.checkout = {},
		.payment = {},
		.currency = _pricing.catalogue().currency,
		.host = {},
		.buyer = buyer,
		.discount = {},
		.details = {},
		.made = _context.clock().now()};
	row.details = sealed(seller, row.id, "details", details.value());
	auto placed = _context.store().write(seller, [&](Sql& sql) { return order_rows::insert(sql, row); });
	if (!placed) return placed.error();
	return row.id;
}

Result<PlacedOrder> Orders::find(const TenantId& seller, const std::string& id) const
{
	auto row = _context.store().read(seller, [&](Sql& sql) { return order_rows::byId(sql, id); });
	if (!row) return row.error();
	auto details = opened(seller, id, "details", row->details);
	if (!details) return details.error();
	auto checkout = opened(seller, id, "checkout", row->checkout);
	if (!checkout) return checkout.error();
	return PlacedOrder{.row = std::move(*row),
		.details = orderDetailsOf(*details),
		.checkout = {(*checkout)["reference"].text(), (*checkout)["url"].text()}};
}

Result<Payment> Orders::paymentOf(const TenantId& seller, const OrderRow& row) const
{
	auto value = opened(seller, row.id, "payment", row.payment);
	if (!value) return value.error();
	return Payment{.order = row.id,
		.reference = (*value)["reference"].text(),
		.state = PaymentState::Paid,
		.amount = (*value)["amount"].integer(),
		.currency = (*value)["currency"].text(),
		.method = (*value)["method"].text(),
		.card = (*value)["card"].text()};
}

Result<PlacedOrder> Orders::advanced(const TenantId& seller, const std::string& id, const std::string& here)
{
	auto order = find(seller, id);
	if (!order || order->row.state != OrderState::Waiting) return order;
	auto* provider = gateway(order->row.gateway);
	if (!provider) return failed(Code::Unavailable, "billing: gateway " + order->row.gateway + " is not loaded");
	if (!order->row.reference.empty())
	{
		if (auto asked = ask(seller, order->row); !asked) return asked.error();
		return find(seller, id);
	}
	const auto& details = order->details;
	auto begun = provider->begin({.seller = seller,
		.order = id,
		.amount = order->row.amount,
		.currency = order->row.currency,
		.description = details.company,
		.address = details.address,
		.language = details.language,
		.returnUrl = here,
		.cancelUrl = here});
	if (!begun) return begun.error();
	const auto checkout = sealed(
		seller, id, "checkout", Value::object({{"reference", begun->reference}, {"url", begun->url}}));
	auto noted = _context.store().write(
		seller, [&](Sql& sql) { return order_rows::begun(sql, id, begun->reference, checkout); });
	if (!noted) return noted.error();
	return find(seller, id);
}

Result<> Orders::ask(const TenantId& seller, const OrderRow& row)
{
	auto* provider = gateway(row.gateway);
	if (!provider) return failed(Code::Unavailable, "billing: gateway " + row.gateway + " is not loaded");
	auto payment = provider->find(seller, row.reference);
	if (!payment) return payment.error();
	if (payment->order != row.id) return failed(Code::Internal, "billing: the provider names another order");
	return _context.store().write(seller, [&](Sql& sql) { return settle(sql, row, *payment); });
}

Result<> Orders::take(
	const TenantId& seller, std::string_view gateway, const std::string& report, const Payment& payment) noexcept
{
	return _context.store().write(seller, [&](Sql& sql) -> Result<> {
		auto isNew = order_rows::note(sql, gateway, report, _context.clock().now());
		if (!isNew) return isNew.error();
		if (!*isNew) return {};
		auto row = order_rows::byId(sql, payment.order);
		if (!row && row.error().code != Code::Missing) return row.error();
		// Providers report renewals and what others sell at the same account too.
		if (!row || row->gateway != gateway) return {};
		return settle(sql, *row, payment);
	});
}

Result<> Orders::settle(Sql& sql, const OrderRow& row, const Payment& payment)
{
	if (payment.state == PaymentState::Waiting) return {};
	if (payment.state == PaymentState::Failed)
	{
		auto did = order_rows::fail(sql, row.id);
		if (!did) return did.error();
		return *did && !row.discount.empty() ? discount_rows::giveBack(sql, row.discount) : Result<>();
	}
	// What keeps a way to pay names no currency, and is of use with a token only.
	const bool isMethod = row.kind == OrderKind::Method;
	if (payment.amount != row.amount || (!isMethod && payment.currency != row.currency) ||
		(isMethod && payment.method.empty()))
	{
		_context.log().error("billing.payment.differs",
			{{"gateway", row.gateway}, {"amount", payment.amount}, {"expected", row.amount}});
		return {};
	}
	auto did = order_rows::accept(sql, row.id, sealed(sql.tenant(), row.id, "payment", valueOf(payment)));
	if (!did) return did.error();
	if (!*did) return {};
	if (row.state == OrderState::Failed && !row.discount.empty())
		if (auto again = discount_rows::take(sql, row.discount); !again) return again.error();
	return accepted(sql, row);
}

Result<> Orders::accepted(Sql& sql, const OrderRow& row) const
{
	auto details = opened(sql.tenant(), row.id, "details", row.details);
	if (!details) return details.error();
	auto queued = _context.jobs().enqueue(
		sql, {.kind = kFulfil, .payload = Value::object({{"order", row.id}}), .key = row.id});
	if (!queued || !_journal || row.kind == OrderKind::Method) return queued;
	return _journal->append(sql,
		{.kind = "billing.order_accepted",
			.subject = row.buyer.value,
			.details = Value::object({{"gateway", row.gateway},
				{"amount", row.amount},
				{"host", row.host},
				{"terms", (*details)["terms_version"]}})});
}

Result<> Orders::sweep()
{
	const auto now = _context.clock().now();
	auto& store = _context.store();
	auto open = store.readAll("payments whose report may be lost",
		[&](Sql& sql) { return order_rows::waiting(sql, now - kCheckoutLife, now - kAskAfter); });
	if (!open) return open.error();
	for (const auto& [seller, id]: *open)
	{
		auto row = store.read(seller, [&, &order = id](Sql& sql) { return order_rows::byId(sql, order); });
		if (!row) continue;
		if (auto asked = ask(seller, *row); !asked)
			_context.log().warning("billing.ask.failed", {{"gateway", row->gateway}, {"detail", asked.error().detail}});
	}
	auto stale = store.readAll(
		"orders that nobody paid", [&](Sql& sql) { return order_rows::stale(sql, now - kCheckoutLife); });
	if (!stale) return stale.error();
	for (const auto& [seller, id]: *stale)
	{
		auto done = store.write(seller, [&, &order = id](Sql& sql) -> Result<> {
			auto row = order_rows::byId(sql, order);
			if (!row) return row.error();
			return settle(sql, *row, {.order = order, .reference = {}, .state = PaymentState::Failed, .currency = {}});
		});
		if (!done) return done;
	}
	return store.writeAll("orders that are over", [&](Sql& sql) { return order_rows::sweep(sql, now - kKept); });
}

}
