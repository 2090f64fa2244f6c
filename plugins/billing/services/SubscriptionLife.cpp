// Renews, collects, stops and ends subscriptions: the rest of Subscriptions.
#include "services/HeldSubscription.h"

#include <algorithm>

namespace sx::billing {

namespace {

using licensing::Standing;
using std::chrono::days;

constexpr int kRefusalsMost = 3;  // retries after the first refusal: one, three and five days later
constexpr days kUntilRetry[]{days(1), days(2), days(2)};
constexpr days kReadOnlyFor{30};  // until the subscription ends
constexpr int kStepsMost = 40, kOpenMost = 20, kCompaniesMost = 200;

}

Result<> Subscriptions::paid(
	Sql& sql, const std::string& invoice, std::int64_t cents, const std::string& reference, Instant now) const
{
	if (auto done = _invoices.pay(sql, invoice, cents, reference, now); !done) return done;
	auto is = held(sql, true);
	if (!is) return is.error();
	if (auto noted = note(sql, "billing.payment_received", {}, Value::object({{"amount", cents}})); !noted)
		return noted;
	auto balance = _ledger.balance(sql);
	if (!balance) return balance.error();
	if (*balance > 0 || !is->account) return {};
	return settled(sql, *is, now);
}

Result<> Subscriptions::settled(Sql& sql, Held& held, Instant now) const
{
	auto& subscription = held.subscription;
	if (subscription.standing == Standing::Ended || subscription.standing == Standing::Trial) return {};
	held.account->attempts = 0;
	if (auto put = invoice_rows::putAccount(sql, *held.account); !put) return put;
	if (subscription.standing == Standing::ReadOnly && now >= subscription.ends)
	{
		// Nothing was sent meanwhile, so that the next period begins today.
		const auto today = held.dayAt(now);
		held.account->anchor = static_cast<int>(dayOfMonth(today));
		if (auto put = invoice_rows::putAccount(sql, *held.account); !put) return put;
		subscription.ends = held.pages.startOfDay(held.zone, today);
	}
	subscription.standing = Standing::Active;
	subscription.due = subscription.ends;
	return _ledger.put(sql, subscription);
}

Result<std::optional<Subscriptions::Charging>> Subscriptions::nextCharge(
	Sql& sql, const std::set<std::string>& tried) const
{
	using Found = std::optional<Charging>;
	auto is = held(sql, true);
	if (!is) return is.error();
	if (!is->account) return Found();
	auto& account = *is->account;
	if (!account.charging.empty())
	{
		auto before = _context.json().parse(account.charging);
		if (!before) return before.error();
		return Found(Charging{.id = (*before)["id"].text(),
			.invoice = (*before)["invoice"].text(),
			.gateway = (*before)["gateway"].text(),
			.method = (*before)["method"].text(),
			.currency = (*before)["currency"].text(),
			.description = (*before)["description"].text(),
			.cents = (*before)["cents"].integer()});
	}
	if (!gatewayOf(account.gateway)) return Found();
	auto all = _invoices.list(sql, 0, kOpenMost);
	if (!all) return all.error();
	const auto next = std::find_if(all->rbegin(), all->rend(), [&](const Listed& each) {
		return each.open > 0 && !tried.contains(each.invoice.id);
	});
	if (next == all->rend()) return Found();
	Charging out{.id = _context.keys().uuid(),
		.invoice = next->invoice.id,
		.gateway = account.gateway,
		.method = account.method,
		.currency = next->invoice.currency,
		.description = invoiceNumber(next->invoice.number),
		.cents = next->open};
	account.charging = _context.json().write(Value::object({{"id", out.id},
		{"invoice", out.invoice},
		{"gateway", out.gateway},
		{"method", out.method},
		{"currency", out.currency},
		{"description", out.description},
		{"cents", out.cents}}));
	if (auto put = invoice_rows::putAccount(sql, account); !put) return put.error();
	return Found(std::move(out));
}

Result<> Subscriptions::charged(Sql& sql, const Charging& charging, const Payment& payment) const
{
	auto is = held(sql, true);
	if (!is) return is.error();
	if (!is->account) return {};
	auto before = is->account->charging.empty() ? Result<Value>(Value()) : _context.json().parse(is->account->charging);
	if (!before) return before.error();
	if ((*before)["id"].text() == charging.id)
	{
		is->account->charging.clear();
		if (auto put = invoice_rows::putAccount(sql, *is->account); !put) return put;
	}
	if (payment.state != PaymentState::Paid) return {};
	return paid(sql,
		charging.invoice,
		payment.amount,
		paymentReference(charging.gateway, payment.reference),
		_context.clock().now());
}

Result<> Subscriptions::collect(const TenantId& tenant) const
{
	auto account = _context.store().read(tenant, invoice_rows::account);
	if (!account) return account.error();
	bool isRefused = false;
	std::set<std::string> tried;
	for (int i = 0; i < kOpenMost; ++i)
	{
		auto next = _context.store().write(tenant, [&](Sql& sql) { return nextCharge(sql, tried); });
		if (!next) return next.error();
		if (!*next) break;
		const auto& charging = **next;
		auto* gateway = gatewayOf(charging.gateway);
		if (!gateway) return failed(Code::Unavailable, "billing: gateway " + charging.gateway + " is not loaded");
		auto payment = gateway->charge({.seller = account->seller,
			.order = charging.id,
			.method = charging.method,
			.amount = charging.cents,
			.currency = charging.currency,
			.description = charging.description});
		if (!payment && payment.error().code == Code::Unavailable) return payment.error();
		if (!payment)
		{
			_context.log().warning("billing.charge.refused", {{"detail", payment.error().detail}});
			payment = Payment{.order = charging.id, .reference = {}, .state = PaymentState::Failed, .currency = {}};
		}
		if (payment->state == PaymentState::Waiting) break;
		// What another way to pay was refused before says nothing of the one that the company has now.
		const bool isOfNow = charging.method == account->method && charging.gateway == account->gateway;
		if (isOfNow) tried.insert(charging.invoice);
		isRefused = isRefused || (isOfNow && payment->state == PaymentState::Failed);
		auto done = _context.store().write(tenant, [&](Sql& sql) { return charged(sql, charging, *payment); });
		if (!done) return done;
	}
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		const auto now = _context.clock().now();
		auto is = held(sql, true);
		auto balance = _ledger.balance(sql);
		if (!is || !balance) return is ? balance.error() : is.error();
		if (*balance <= 0 || !is->account || is->account->attempts != account->attempts) return {};
		auto& subscription = is->subscription;
		const bool isRetry = subscription.standing == Standing::PastDue && now >= subscription.due;
		if (isRefused && (subscription.standing == Standing::Active || isRetry)) return refusedOnce(sql, *is, now);
		if (isRefused && subscription.standing == Standing::PastDue)
		{
			// A card that was given meanwhile is refused too: the next try stays where it is.
			auto noted = note(sql, "billing.payment_refused", {}, Value::object({{"amount", *balance}}));
			return noted ? _mails.send(sql, "refused", subscription.due, *balance) : noted;
		}
		if (subscription.standing != Standing::Active) return isRetry ? refusedOnce(sql, *is, now) : Result<>();
		subscription.due = std::min<Instant>(subscription.ends, now + kTermOnAccount);
		return _ledger.put(sql, subscription);
	});
}

Result<> Subscriptions::refusedOnce(Sql& sql, Held& held, Instant now) const
{
	auto balance = _ledger.balance(sql);
	if (!balance) return balance.error();
	if (held.account->attempts >= kRefusalsMost) return stop(sql, held, now);
	held.subscription.standing = Standing::PastDue;
	held.subscription.due = now + kUntilRetry[held.account->attempts];
	++held.account->attempts;
	if (auto put = invoice_rows::putAccount(sql, *held.account); !put) return put;
	if (auto put = _ledger.put(sql, held.subscription); !put) return put;
	if (auto noted = note(sql, "billing.payment_refused", {}, Value::object({{"amount", *balance}})); !noted)
		return noted;
	return _mails.send(sql, "refused", held.subscription.due, *balance);
}

Result<> Subscriptions::stop(Sql& sql, Held& held, Instant now) const
{
	auto balance = _ledger.balance(sql);
	if (!balance) return balance.error();
	const bool wasTrial = held.subscription.standing == Standing::Trial;
	held.subscription.standing = Standing::ReadOnly;
	held.subscription.due = now + kReadOnlyFor;
	if (auto put = _ledger.put(sql, held.subscription); !put) return put;
	if (auto noted = note(sql, "billing.subscription_read_only", {}); !noted) return noted;
	return _mails.send(sql, wasTrial ? "trial_ended" : "read_only", held.subscription.due, *balance);
}

Result<> Subscriptions::end(Sql& sql, Held& held, Instant now) const
{
	held.subscription.standing = Standing::Ended;
	held.subscription.due = {};
	if (auto put = _ledger.put(sql, held.subscription); !put) return put;
	if (held.account)
	{
		// What was not used is not owed.
		auto open = _invoices.list(sql, 0, kOpenMost);
		if (!open) return open.error();
		for (const auto& each: *open)
			if (each.open > 0 && !each.invoice.isCredit && each.open == each.invoice.bill.total)
				if (auto taken = _invoices.credit(sql, *held.account, each.invoice.id, now); !taken)
					return taken.error();
	}
	if (auto noted = note(sql, "billing.subscription_ended", {}); !noted) return noted;
	return _mails.send(sql, "ended", now);
}

Result<> Subscriptions::renew(Sql& sql, Held& held, Instant now) const
{
	auto province = held.province();
	if (!province) return province.error();
	auto next = renewed(_plans.catalogue(), held.terms, held.assigned(), static_cast<unsigned>(held.account->anchor));
	if (!next) return next.error();
	const auto retry = held.subscription.due;
	held.take(next->terms);
	held.subscription.due = held.subscription.standing == Standing::PastDue ? std::max(retry, now)
																			: held.subscription.ends;
	if (auto put = _ledger.put(sql, held.subscription); !put) return put;
	const auto bill = billOf(std::move(next->lines), _taxes, *province, held.dayAt(now));
	if (auto done = post(sql, held, bill, held.terms.period, now); !done) return done;
	for (const auto& move: next->moved)
		if (auto moved = _ledger.moveLicences(sql, move.from, move.to, now); !moved) return moved;
	if (auto noted = note(sql, "billing.subscription_renewed", {}, Value::object({{"total", bill.total}})); !noted)
		return noted;
	return _mails.send(sql, "invoice", now, bill.total);
}

Result<> Subscriptions::step(Sql& sql, Held& held, Instant now) const
{
	auto& subscription = held.subscription;
	if (!held.account) return end(sql, held, now);
	const bool isOver = now >= subscription.ends;
	switch (subscription.standing)
	{
	case Standing::Trial:
		if (isOver) return stop(sql, held, now);
		if (auto told = _mails.send(sql, "trial_ends", subscription.ends); !told) return told;
		subscription.due = trialDue(subscription.ends, now);
		return _ledger.put(sql, subscription);
	case Standing::Active:
		if (isOver) return subscription.endsThen ? end(sql, held, now) : renew(sql, held, now);
		{
			auto balance = _ledger.balance(sql);
			if (!balance) return balance.error();
			if (*balance > 0) return refusedOnce(sql, held, now);
		}
		subscription.due = subscription.ends;
		return _ledger.put(sql, subscription);
	case Standing::PastDue:
		if (isOver && subscription.endsThen) return end(sql, held, now);
		if (isOver) return renew(sql, held, now);
		// The job tries again and says what became of it; if it is lost, the next sweep asks for another.
		return queueCollecting(sql);
	case Standing::ReadOnly: return end(sql, held, now);
	case Standing::Ended: break;
	}
	subscription.due = {};
	return _ledger.put(sql, subscription);
}

Result<> Subscriptions::catchUp(Sql& sql, Instant now) const
{
	for (int i = 0; i < kStepsMost; ++i)
	{
		auto is = held(sql, true);
		if (!is) return is.error().code == Code::Missing ? Result<>() : is.error();
		const auto due = is->subscription.due;
		if (toMillis(due) == 0 || due > now) return {};
		if (auto done = step(sql, *is, now); !done) return done;
		auto after = _ledger.subscription(sql);
		if (!after) return after.error();
		if (after->due == due && after->standing == is->subscription.standing) return {};  // it waits for a job
	}
	return {};
}

Result<> Subscriptions::sweep() const
{
	const auto now = _context.clock().now();
	auto all = _ledger.due(now, kCompaniesMost);
	if (!all) return all.error();
	for (const auto& tenant: *all)
		if (auto done = _context.store().write(tenant, [&](Sql& sql) { return catchUp(sql, now); }); !done)
			_context.log().error("billing.renewal.failed", {{"tenant", tenant.value}, {"detail", done.error().detail}});
	return {};
}

Result<> Subscriptions::queueCollecting(Sql& sql) const
{
	return _context.jobs().enqueue(sql, {.kind = kCollect, .key = sql.tenant().value});
}

PaymentGateway* Subscriptions::gatewayOf(std::string_view name) const
{
	for (auto* each: _context.findAll<PaymentGateway>())
		if (each->name() == name && !each->isOnAccount()) return each;
	return nullptr;
}

}
