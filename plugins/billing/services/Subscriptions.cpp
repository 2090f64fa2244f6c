#include "services/HeldSubscription.h"

#include <algorithm>

namespace sx::billing {

namespace {

using licensing::Period;
using licensing::SeatsByPlan;
using licensing::Standing;
using licensing::Subscription;
using std::chrono::days;

SeatsByPlan boughtOf(const std::vector<licensing::Seats>& seats)
{
	SeatsByPlan out;
	for (const auto& each: seats)
		if (each.bought != 0) out[each.plan] = each.bought;
	return out;
}

bool isFree(const Bill& bill)
{
	return std::all_of(bill.lines.begin(), bill.lines.end(), [](const BillLine& line) { return line.amount == 0; });
}

}

Result<Subscriptions::Held> Subscriptions::held(Sql& sql, bool isForWriting) const
{
	auto subscription = isForWriting ? _ledger.hold(sql) : _ledger.subscription(sql);
	if (!subscription) return subscription.error();
	auto account = invoice_rows::account(sql);
	if (!account && account.error().code != Code::Missing) return account.error();
	auto seats = _ledger.seats(sql);
	if (!seats) return seats.error();
	std::string zone;
	if (account)
		zone = account->timeZone;
	else if (const auto tenant = _tenants.byId(sql.tenant()))
		zone = tenant->timeZone;
	Held out{.zone = std::move(zone),
		.subscription = *subscription,
		.account = account ? std::optional<Account>(*account) : std::nullopt,
		.seats = std::move(*seats),
		.terms = {},
		.pages = _context.pages()};
	out.terms = {.period = subscription->period,
		.nextPeriod = subscription->nextPeriod,
		.from = out.dayAt(subscription->started),
		.until = out.dayAt(subscription->ends),
		.isTrial = subscription->standing == Standing::Trial,
		.seats = boughtOf(out.seats),
		.planned = subscription->planned};
	return out;
}

Result<std::optional<Invoice>> Subscriptions::begin(Sql& sql, const Order& order, const Caller& by, Instant now) const
{
	const auto& catalogue = _plans.catalogue();
	auto quote = priced(catalogue, order.items, order.period);
	if (!quote) return quote.error();
	auto province = provinceOf(order.account.postalCode);
	if (!province) return province.error();
	if (auto before = _ledger.subscription(sql); before || before.error().code != Code::Missing)
		return before ? conflict("has_subscription", "the company has a subscription") : before.error();
	const auto& pages = _context.pages();
	const auto& zone = order.account.timeZone;
	const auto today = pages.dayAt(zone, now);
	const bool isTrial = order.how == Order::How::Trial;
	const auto until = isTrial ? today + days(catalogue.trialDays) : endOf(today, order.period, dayOfMonth(today));
	const auto ends = pages.startOfDay(zone, until);
	const Subscription subscription{.period = order.period,
		.nextPeriod = order.period,
		.standing = isTrial ? Standing::Trial : Standing::Active,
		.started = now,
		.ends = ends,
		.due = isTrial                           ? trialDue(ends, now)
			: order.how == Order::How::OnAccount ? std::min<Instant>(ends, now + kTermOnAccount)
												 : ends};
	if (auto put = _ledger.put(sql, subscription); !put) return put.error();
	auto account = order.account;
	account.anchor = static_cast<int>(dayOfMonth(today));
	if (auto put = invoice_rows::putAccount(sql, account); !put) return put.error();

	SeatsByPlan seats;
	for (const auto& line: quote->lines) seats[line.plan] = line.quantity;
	auto lines = periodLines(catalogue, seats, order.period, today, until, "bought");
	if (!lines) return lines.error();
	for (auto& line: *lines)
	{
		line.seats = line.quantity;
		if (isTrial) line.price = line.amount = 0;
	}
	if (order.discount && !isTrial)
	{
		settle(*quote, order.discount, _taxes, *province, today);
		if (quote->discount > 0)
			lines->push_back({.kind = "discount",
				.quantity = 1,
				.price = -quote->discount,
				.days = (until - today).count(),
				.ofDays = (until - today).count(),
				.from = today,
				.until = until,
				.amount = -quote->discount});
	}
	const auto bill = billOf(std::move(*lines), _taxes, *province, today);
	std::optional<Invoice> invoice;
	if (isTrial)
	{
		for (const auto& entry: entriesOf(bill, now, {}))
			if (auto added = _ledger.append(sql, entry); !added) return added.error();
	}
	else
	{
		auto issued = _invoices.issue(sql, account, bill, order.period, now);
		if (!issued) return issued.error();
		invoice = std::move(*issued);
	}
	auto left = seats;
	for (const auto& [user, plan]: order.licences)
	{
		if (--left[plan] < 0) return conflict("no_seat", "more licences than seats");
		if (auto given = _ledger.assign(sql, user, plan, now); !given) return given.error();
	}
	if (auto noted = note(
			sql, "billing.subscription_begun", by, Value::object({{"trial", isTrial}, {"terms", order.terms}}));
		!noted)
		return noted.error();
	if (invoice && order.how == Order::How::Paid)
		if (auto done = paid(sql, invoice->id, order.paid, paymentReference(account.gateway, order.reference), now);
			!done)
			return done.error();
	if (invoice && order.how == Order::How::OnAccount)
		if (auto told = _mails.queue(sql, "invoice", now + kTermOnAccount, bill.total); !told) return told.error();
	return invoice;
}

Result<Preview> Subscriptions::prepared(const Held& held, const Wanted& wanted, Instant now) const
{
	auto province = held.province();
	if (!province) return province.error();
	const auto standing = held.subscription.standing;
	if (!licensing::maySend(standing)) return conflict("read_only", "the subscription is read-only");
	if (standing == Standing::PastDue) return conflict("unpaid", "an invoice is not paid");
	const auto today = std::clamp(held.dayAt(now), held.terms.from, held.terms.until - days(1));
	auto change = changed(_plans.catalogue(), held.terms, held.assigned(), wanted, today);
	if (!change) return change.error();
	Preview out{.change = std::move(*change)};
	out.now = billOf(out.change.now, _taxes, *province, today);
	auto after = held;
	after.take(out.change.terms);
	out.renewal = renewalOf(after);
	out.renews = after.subscription.ends;
	return out;
}

Bill Subscriptions::renewalOf(const Held& held) const
{
	const auto province = held.province();
	if (!province || held.subscription.endsThen || !licensing::maySend(held.subscription.standing)) return {};
	auto next = renewed(_plans.catalogue(), held.terms, {}, static_cast<unsigned>(held.account->anchor));
	if (!next) return {};
	std::erase_if(next->lines, [](const BillLine& line) { return line.quantity == 0; });
	return billOf(std::move(next->lines), _taxes, *province, held.terms.until);
}

Result<Preview> Subscriptions::preview(const TenantId& tenant, const Wanted& wanted) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<Preview> {
		auto now = held(sql, false);
		if (!now) return now.error();
		return prepared(*now, wanted, _context.clock().now());
	});
}

Result<> Subscriptions::post(Sql& sql, const Held& held, const Bill& bill, Period period, Instant now) const
{
	if (!isFree(bill))
	{
		auto issued = _invoices.issue(sql, *held.account, bill, period, now);
		if (!issued) return issued.error();
		return bill.total > 0 ? queueCollecting(sql) : Result<>();
	}
	for (const auto& entry: entriesOf(bill, now, {}))
		if (auto added = _ledger.append(sql, entry); !added) return added;
	return {};
}

Result<Preview> Subscriptions::change(const Caller& by, const Wanted& wanted) const
{
	return _context.store().write(by.tenant, [&](Sql& sql) -> Result<Preview> {
		const auto now = _context.clock().now();
		if (auto done = catchUp(sql, now); !done) return done.error();
		auto is = held(sql, true);
		if (!is) return is.error();
		auto out = prepared(*is, wanted, now);
		if (!out) return out.error();
		if (out->change.terms.until != is->terms.until)
			is->account->anchor = static_cast<int>(dayOfMonth(out->change.terms.from));
		is->take(out->change.terms);
		if (auto put = _ledger.put(sql, is->subscription); !put) return put.error();
		if (auto put = invoice_rows::putAccount(sql, *is->account); !put) return put.error();
		if (auto done = post(sql, *is, out->now, is->terms.period, now); !done) return done.error();
		for (const auto& move: out->change.moved)
			if (auto moved = _ledger.moveLicences(sql, move.from, move.to, now); !moved) return moved.error();
		if (auto noted = note(sql,
				"billing.subscription_changed",
				by,
				Value::object({{"due_now", out->now.total}, {"due_at_renewal", out->renewal.total}}));
			!noted)
			return noted.error();
		return out;
	});
}

Result<> Subscriptions::cancel(const Caller& by) const { return letEnd(by, true, "billing.subscription_cancelled"); }

Result<> Subscriptions::resume(const Caller& by) const { return letEnd(by, false, "billing.subscription_resumed"); }

Result<> Subscriptions::letEnd(const Caller& by, bool endsThen, const char* kind) const
{
	return _context.store().write(by.tenant, [&](Sql& sql) -> Result<> {
		auto is = held(sql, true);
		if (!is) return is.error();
		if (!is->account) return conflict("managed", "the operator gave the seats");
		if (!licensing::maySend(is->subscription.standing))
			return conflict("read_only", "the subscription is read-only");
		if (is->subscription.endsThen == endsThen) return {};
		is->subscription.endsThen = endsThen;
		if (auto put = _ledger.put(sql, is->subscription); !put) return put;
		return note(sql, kind, by);
	});
}

Result<Subscriptions::Taken> Subscriptions::takenUp(Sql& sql, const Held& held, Instant now) const
{
	auto province = held.province();
	if (!province) return province.error();
	const auto standing = held.subscription.standing;
	if (standing == Standing::Active || standing == Standing::PastDue)
		return conflict("is_active", "the subscription runs");
	auto balance = _ledger.balance(sql);
	if (!balance) return balance.error();
	if (*balance > 0) return conflict("unpaid", "an invoice is not paid");
	const auto today = held.dayAt(now);
	auto terms = held.terms;
	terms.isTrial = false;
	terms.until = today;  // the period begins today, as a renewal of what ended
	Taken out{.terms = {}, .anchor = dayOfMonth(today), .bill = {}};
	auto next = renewed(_plans.catalogue(), terms, held.assigned(), out.anchor);
	if (!next) return next.error();
	out.terms = std::move(next->terms);
	out.moved = std::move(next->moved);
	out.bill = billOf(std::move(next->lines), _taxes, *province, today);
	return out;
}

Result<Preview> Subscriptions::previewTakeUp(const TenantId& tenant) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<Preview> {
		auto is = held(sql, false);
		if (!is) return is.error();
		auto taken = takenUp(sql, *is, _context.clock().now());
		if (!taken) return taken.error();
		Preview out{.change = {}};
		out.now = taken->bill;
		std::erase_if(out.now.lines, [](const BillLine& line) { return line.quantity == 0; });
		is->subscription.standing = Standing::Active;
		is->subscription.endsThen = false;
		is->account->anchor = static_cast<int>(taken->anchor);
		is->take(taken->terms);
		out.change.terms = std::move(taken->terms);
		out.renewal = renewalOf(*is);
		out.renews = is->subscription.ends;
		return out;
	});
}

Result<> Subscriptions::takeUp(Sql& sql, const Caller& by, std::int64_t shown, Instant now) const
{
	auto is = held(sql, true);
	if (!is) return is.error();
	auto taken = takenUp(sql, *is, now);
	if (!taken) return taken.error();
	if (is->account->gateway.empty()) return conflict("no_method", "nobody said how it is paid");
	if (taken->bill.total != shown) return conflict("amount_changed", "something else is due than was shown");
	auto& subscription = is->subscription;
	is->account->anchor = static_cast<int>(taken->anchor);
	is->account->attempts = 0;
	subscription.standing = Standing::Active;
	subscription.endsThen = false;
	is->take(taken->terms);
	subscription.due = subscription.ends;
	if (auto put = _ledger.put(sql, subscription); !put) return put;
	if (auto put = invoice_rows::putAccount(sql, *is->account); !put) return put;
	if (auto done = post(sql, *is, taken->bill, is->terms.period, now); !done) return done;
	for (const auto& move: taken->moved)
		if (auto moved = _ledger.moveLicences(sql, move.from, move.to, now); !moved) return moved;
	return note(sql, "billing.subscription_taken_up", by);
}

Result<bool> Subscriptions::setMethod(Sql& sql, const KeptMethod& method, const Caller& by) const
{
	auto is = held(sql, true);
	if (!is) return is.error();
	if (!is->account) return conflict("managed", "the operator gave the seats");
	const bool isSame = method.gateway == is->account->gateway && method.method == is->account->method;
	if (method.since < is->account->methodSince || (method.since == is->account->methodSince && isSame)) return false;
	is->account->gateway = method.gateway;
	is->account->method = method.method;
	is->account->card = method.card;
	is->account->methodSince = method.since;
	if (auto put = invoice_rows::putAccount(sql, *is->account); !put) return put.error();
	if (auto noted = note(sql, "billing.method_changed", by, Value::object({{"gateway", method.gateway}})); !noted)
		return noted.error();
	if (auto queued = queueCollecting(sql); !queued) return queued.error();
	return true;
}

Result<Invoice> Subscriptions::credit(Sql& sql, const std::string& invoice, Instant now) const
{
	auto is = held(sql, true);
	if (!is) return is.error();
	if (!is->account) return conflict("managed", "the operator gave the seats");
	auto out = _invoices.credit(sql, *is->account, invoice, now);
	if (!out) return out.error();
	if (auto noted = note(
			sql, "billing.invoice_credited", {}, Value::object({{"number", invoiceNumber(out->creditsNumber)}}));
		!noted)
		return noted.error();
	return out;
}

Result<std::vector<Subscriptions::Part>> Subscriptions::partsToRefund(
	Sql& sql, const std::string& invoice, std::string& note) const
{
	auto credited = invoice_rows::creditOf(sql, invoice);
	if (!credited) return credited.error();
	note = *credited;
	if (note.empty())
	{
		auto made = credit(sql, invoice, _context.clock().now());
		if (!made) return made.error();
		note = made->id;
	}
	auto ofNote = _ledger.ofInvoice(sql, note), ofInvoice = _ledger.ofInvoice(sql, invoice);
	if (!ofNote || !ofInvoice) return ofNote ? ofInvoice.error() : ofNote.error();
	std::int64_t left = 0;
	std::set<std::string> isGiven;
	for (const auto& each: *ofNote)
		if (each.kind == "refunded")
			isGiven.insert(each.reference);
		else
			left -= each.amount;
	std::vector<Part> out;
	for (const auto& each: *ofInvoice)
	{
		if (each.kind != "paid" || left <= 0) continue;
		const auto cents = std::min(left, -each.amount);
		left -= cents;
		const auto colon = each.reference.find(':');
		Part part{.key = note + "/" + each.reference, .gateway = {}, .reference = each.reference, .cents = cents};
		if (colon != std::string::npos && gatewayOf(each.reference.substr(0, colon)))
		{
			part.gateway = each.reference.substr(0, colon);
			part.reference = each.reference.substr(colon + 1);
		}
		if (!isGiven.contains(part.key)) out.push_back(std::move(part));
	}
	return out;
}

Result<std::int64_t> Subscriptions::refund(const TenantId& tenant, const std::string& invoice, bool isByHand) const
{
	std::string note;
	TenantId seller;
	auto parts = _context.store().write(tenant, [&](Sql& sql) -> Result<std::vector<Part>> {
		auto is = held(sql, true);
		if (!is) return is.error();
		if (!is->account) return conflict("managed", "the operator gave the seats");
		seller = is->account->seller;
		return partsToRefund(sql, invoice, note);
	});
	if (!parts) return parts.error();
	std::int64_t out = 0;
	for (const auto& part: *parts)
	{
		auto* gateway = isByHand ? nullptr : gatewayOf(part.gateway);
		if (!gateway && !isByHand) return refused(Code::Conflict, "by_hand", "no gateway took the payment");
		if (gateway)
			if (auto given = gateway->refund(
					{.seller = seller, .reference = part.reference, .key = part.key, .amount = part.cents});
				!given)
				return given.error();
		auto booked = _context.store().write(tenant, [&](Sql& sql) -> Result<> {
			if (auto is = _ledger.hold(sql); !is) return is.error();
			auto before = _ledger.ofInvoice(sql, note);
			if (!before) return before.error();
			for (const auto& each: *before)
				if (each.kind == "refunded" && each.reference == part.key) return {};
			auto added = _ledger.append(sql,
				{.at = _context.clock().now(),
					.kind = "refunded",
					.plan = {},
					.amount = part.cents,
					.invoice = note,
					.reference = part.key});
			if (!added) return added;
			return this->note(sql, "billing.payment_refunded", {}, Value::object({{"amount", part.cents}}));
		});
		if (!booked) return booked.error();
		out += part.cents;
	}
	return out;
}

Result<Overview> Subscriptions::overview(const TenantId& tenant) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<Overview> {
		auto is = held(sql, false);
		if (!is) return is.error();
		auto balance = _ledger.balance(sql);
		if (!balance) return balance.error();
		Overview out{.subscription = is->subscription,
			.seats = {},
			.account = is->account,
			.balance = *balance,
			.renewal = renewalOf(*is)};
		for (const auto& plan: _plans.catalogue().plans)
			for (const auto& each: is->seats)
				if (each.plan == plan.id) out.seats.push_back(each);
		return out;
	});
}

Result<> Subscriptions::note(Sql& sql, const char* kind, const Caller& by, Value details) const
{
	if (!_journal) return {};
	return _journal->append(
		sql, {.kind = kind, .actor = by.user, .details = std::move(details), .address = by.address});
}

}
