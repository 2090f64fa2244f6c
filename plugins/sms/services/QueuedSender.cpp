#include "services/QueuedSender.h"

#include "services/SealedText.h"

#include <algorithm>

namespace sx::sms {

namespace {

constexpr const char* kPurpose = "sms.number";

Delivery deliveryOf(State state)
{
	switch (state)
	{
	case State::Taken: return Delivery::Taken;
	case State::Delivered: return Delivery::Delivered;
	case State::Waiting:
	case State::Failed: break;
	}
	return Delivery::Failed;
}

std::string countryLabel(const std::string& country) { return "country=\"" + country + "\""; }

}

QueuedSender::QueuedSender(
	Context& context, quotas::Quotas& quotas, const Numbers& numbers, Driver* driver, SenderSettings settings):
	_context(context),
	_quotas(quotas), _numbers(numbers), _driver(driver), _tenants(context.find<TenantSource>()),
	_settings(std::move(settings)), _listeners(context.findAll<DeliveryListener>())
{
}

bool QueuedSender::serves(std::string_view country) const noexcept
{
	return std::find(_settings.countries.begin(), _settings.countries.end(), country) != _settings.countries.end();
}

Result<Number> QueuedSender::parse(std::string_view typed, std::string_view country) const noexcept
{
	auto number = _numbers.parse(typed, country);
	if (!number) return number;
	if (!serves(number->country))
		return invalid("mobile", "sms: numbers of " + number->country + " are not served", "mobile_country");
	return number;
}

std::vector<Country> QueuedSender::countries() const
{
	std::vector<Country> out;
	for (const auto& each: _settings.countries) out.push_back({each, _numbers.callingCode(each)});
	return out;
}

Result<Number> QueuedSender::reachable(const Number& number) const noexcept
{
	if (!_driver) return failed(Code::Unavailable, "sms: no driver is configured");
	auto parsed = parse(number.e164, number.country);
	return parsed ? parsed : Result<Number>(parsed.error().at("to"));
}

Result<> QueuedSender::take(Sql& sql, const Text& text)
{
	if (text.budget == Budget::Reserved) return {};
	const auto& keys = _context.keys();
	auto taken = _quotas.take(sql, usesOf(text, keys.toBase64Url(keys.mac(kPurpose, text.to.e164).value)));
	if (taken || taken.error().code != Code::Limited) return taken;
	const auto quota = taken.error().extra["quota"].text();
	_context.metrics().count("limited", "quota=\"" + quota + "\"");
	_context.log().warning("sms.limited", {{"quota", quota}, {"kind", text.kind}, {"country", text.to.country}});
	return taken;
}

Result<> QueuedSender::reserve(Sql& sql, const Text& given) noexcept
{
	auto text = given;
	auto number = reachable(given.to);
	if (!number) return number.error();
	text.to = *number;
	return take(sql, text);
}

Result<> QueuedSender::queue(Sql& sql, const TenantId& tenant, const Text& given) noexcept
{
	if (sql.tenant() != tenant || tenant.empty())
		return failed(Code::Internal, "sms: a text needs a transaction of its tenant");
	auto text = given;
	text.text = economical(text.text);
	auto number = reachable(given.to);
	if (!number) return number.error();
	if (auto ok = check(text, _settings.maxSegments); !ok) return ok;
	text.to = *number;
	if (auto taken = take(sql, text); !taken) return taken;

	const auto now = _context.clock().now();
	const auto& keys = _context.keys();
	const auto id = keys.uuid(), token = keys.token();
	auto added = text_rows::add(sql,
		{.tenant = tenant,
			.id = id,
			.kind = text.kind,
			.about = text.about,
			.country = text.to.country,
			.segments = measure(text.text).segments,
			.made = now,
			.report = keys.toHex(keys.sha256(token).value),
			.sealed = sealText(_context, tenant, id, text, token)});
	if (!added) return added;
	return _context.jobs().enqueue(sql, {.kind = kJob, .payload = Value::object({{"id", id}})});
}

std::string QueuedSender::reportUrl(const TenantId& tenant, const std::string& token) const
{
	auto origin = _settings.reportOrigin;
	if (origin.empty())
		if (const auto found = _tenants->byId(tenant)) origin = found->origin;
	return origin + "/sms/report/" + token;
}

Result<> QueuedSender::send(const Job& job)
{
	const auto id = job.payload["id"].text();
	auto row = _context.store().read(job.tenant, [&](Sql& sql) { return text_rows::byId(sql, id); });
	if (!row && row.error().code == Code::Missing) return {};  // an earlier run completed it long ago
	if (!row) return row.error();
	if (row->state != State::Waiting) return settle(*row, row->state);  // an earlier run may have told no listener

	auto opened = openText(_context, job.tenant, id, row->sealed);
	if (opened) return deliver(*row, *opened, job.lastAttempt);
	_context.log().warning("sms.given_up", {{"kind", row->kind}, {"id", id}, {"detail", opened.error().detail}});
	return settle(*row, State::Failed);
}

Result<> QueuedSender::tryDriver(const TextRow& row, const Opened& opened)
{
	if (!_driver) return failed(Code::Unavailable, "sms: no driver is configured");
	if (_context.clock().now() - row.made > _settings.giveUpAfter) return failed(Code::Invalid, "sms: too late");
	return _driver->deliver({row.tenant, row.id, opened.text, reportUrl(row.tenant, opened.token)});
}

Result<> QueuedSender::deliver(const TextRow& row, const Opened& opened, bool isLastTry)
{
	auto taken = tryDriver(row, opened);
	if (taken)
	{
		_context.metrics().count("taken", countryLabel(row.country));
		_context.metrics().count("segments", countryLabel(row.country), row.segments);
		return settle(row, State::Taken);
	}
	auto why = taken.error();
	const bool isOver = isLastTry || why.code == Code::Invalid;
	_context.log().warning(
		isOver ? "sms.given_up" : "sms.delayed", {{"kind", row.kind}, {"id", row.id}, {"detail", why.detail}});
	if (!isOver) return why;
	_context.metrics().count("given_up", countryLabel(row.country));
	if (auto done = settle(row, State::Failed); !done) return done;
	why.code = Code::Invalid;  // the content is erased, so the job must not retry
	return why;
}

// Erases before telling the listeners: a crash in between may repeat a call to a listener, but never a text.
Result<> QueuedSender::settle(TextRow row, State state)
{
	const auto now = _context.clock().now();
	auto settled = _context.store().write(row.tenant, [&](Sql& sql) -> Result<TextRow> {
		if (auto moved = text_rows::move(sql, row.id, state, now); !moved) return moved.error();
		return text_rows::byId(sql, row.id);
	});
	if (!settled) return settled.error();
	if (settled->told == settled->state) return {};
	for (auto* listener: _listeners) listener->onText(row.tenant, row.kind, row.about, deliveryOf(settled->state));
	return _context.store().write(row.tenant, [&](Sql& sql) { return text_rows::told(sql, row.id, settled->state); });
}

Result<> QueuedSender::report(std::string_view token, Delivery delivery)
{
	const auto hash = _context.keys().toHex(_context.keys().sha256(token).value);
	auto row = _context.store().readAll(
		"a gateway reports by token", [&](Sql& sql) { return text_rows::byReport(sql, hash); });
	if (!row) return row.error();
	const bool isDelivered = delivery == Delivery::Delivered;
	if (row->state == State::Waiting || row->state == State::Taken)
		_context.metrics().count(isDelivered ? "delivered" : "undelivered", countryLabel(row->country));
	return settle(*row, isDelivered ? State::Delivered : State::Failed);
}

Result<> QueuedSender::sweep()
{
	auto waiting = _context.store().readAll(
		"how many texts wait", [](Sql& sql) { return text_rows::countWaiting(sql); });
	if (!waiting) return waiting.error();
	_context.metrics().gauge("waiting", {}, static_cast<double>(*waiting));

	const auto now = _context.clock().now();
	// Jobs give up by themselves in time; this handles texts whose job was lost.
	const auto before = now - _settings.giveUpAfter - std::chrono::hours(24);
	auto left = _context.store().readAll(
		"texts that no job sends", [&](Sql& sql) { return text_rows::waitingSince(sql, before); });
	if (!left) return left.error();
	for (const auto& row: *left)
	{
		_context.log().warning("sms.abandoned", {{"kind", row.kind}, {"id", row.id}});
		if (auto done = settle(row, State::Failed); !done) return done;
	}
	return _context.store().writeAll(
		"old texts", [&](Sql& sql) { return text_rows::forget(sql, now - _settings.keep); });
}

}
