#include "store/StoredSender.h"

#include <algorithm>

namespace sms {

namespace {

constexpr const char* kPurpose = "sms.number";

sx::sms::Delivery deliveryOf(State state)
{
	return state == State::Taken    ? sx::sms::Delivery::Taken
		: state == State::Delivered ? sx::sms::Delivery::Delivered
									: sx::sms::Delivery::Failed;
}

std::string countryLabel(const std::string& country) { return "country=\"" + country + "\""; }

sx::Error limited(const Counter& counter, sx::Instant now)
{
	return {.code = sx::Code::Limited,
		.detail = "sms: the limit per " + counter.scope + " is reached",
		.problem = "sms_limited",
		.extra = sx::Value::object({{"retry_after", retryAfter(counter, now)}})};
}

}

void StoredSender::start(sx::Context& context, const Numbers& numbers, Driver* driver, SenderSettings settings)
{
	_context = &context;
	_numbers = &numbers;
	_driver = driver;
	_settings = std::move(settings);
	_tenants = context.find<sx::TenantSource>();
	_listeners = context.findAll<sx::sms::DeliveryListener>();
}

bool StoredSender::serves(std::string_view country) const noexcept
{
	return std::find(_settings.countries.begin(), _settings.countries.end(), country) != _settings.countries.end();
}

sx::Result<sx::sms::Number> StoredSender::parse(std::string_view typed, std::string_view country) const noexcept
{
	auto number = _numbers->parse(typed, country);
	if (!number) return number;
	if (!serves(number->country))
		return sx::Error{.code = sx::Code::Invalid,
			.detail = "sms: numbers of " + number->country + " are not served",
			.problem = "mobile_country",
			.field = "mobile"};
	return number;
}

std::vector<sx::sms::Country> StoredSender::countries() const
{
	std::vector<sx::sms::Country> out;
	for (const auto& each: _settings.countries) out.push_back({each, _numbers->callingCode(each)});
	return out;
}

sx::Result<> StoredSender::queue(sx::Sql& sql, const sx::TenantId& tenant, const sx::sms::Text& given) noexcept
{
	if (!_driver) return sx::Error{.code = sx::Code::Unavailable, .detail = "sms: no driver is configured"};
	if (sql.tenant() != tenant || tenant.empty())
		return sx::Error{.detail = "sms: a text needs a transaction of its tenant"};
	auto text = given;
	text.text = economical(std::move(text.text));
	if (auto ok = check(text, _settings.maxSegments); !ok) return ok;
	auto number = parse(given.to.e164, given.to.country);
	if (!number)
	{
		auto error = number.error();
		error.field = "to";
		return error;
	}
	text.to = *number;

	const auto now = _context->clock().now();
	const auto& keys = _context->keys();
	auto counted = texts::count(sql,
		countersOf(_settings.limits, keys.toBase64Url(keys.mac(kPurpose, text.to.e164).value), text.to.country, now));
	if (!counted) return counted.error();
	if (counted->isFull)
	{
		_context->metrics().count("limited", "scope=\"" + counted->counter.scope + "\"");
		_context->log().warning(
			"sms.limited", {{"scope", counted->counter.scope}, {"kind", text.kind}, {"country", text.to.country}});
		return limited(counted->counter, now);
	}
	const auto id = keys.uuid(), token = keys.token();
	auto added = texts::add(sql,
		{tenant,
			id,
			text.kind,
			text.about,
			text.to.country,
			measure(text.text).segments,
			State::Waiting,
			State::Waiting,
			now,
			keys.toHex(keys.sha256(token).value),
			sealText(*_context, tenant, id, text, token)});
	if (!added) return added;
	return _context->jobs().enqueue(sql, {.kind = kJob, .payload = sx::Value::object({{"id", id}})});
}

std::string StoredSender::reportUrl(const sx::TenantId& tenant, const std::string& token) const
{
	auto origin = _settings.reportOrigin;
	if (origin.empty())
		if (const auto found = _tenants->byId(tenant)) origin = found->origin;
	return origin + "/sms/report/" + token;
}

sx::Result<> StoredSender::send(const sx::Job& job)
{
	const auto id = job.payload["id"].text();
	auto row = _context->store().read(job.tenant, [&](sx::Sql& sql) { return texts::byId(sql, id); });
	if (!row && row.error().code == sx::Code::Missing) return {};  // an earlier run completed it long ago
	if (!row) return row.error();
	if (row->state != State::Waiting) return settle(*row, row->state);  // an earlier run may have told no listener

	auto opened = openText(*_context, job.tenant, id, row->sealed);
	if (opened) return deliver(*row, *opened, job.lastAttempt);
	_context->log().warning("sms.given_up", {{"kind", row->kind}, {"id", id}, {"detail", opened.error().detail}});
	return settle(*row, State::Failed);
}

sx::Result<> StoredSender::deliver(const TextRow& row, const Opened& opened, bool isLastTry)
{
	const bool isLate = _context->clock().now() - row.made > _settings.giveUpAfter;
	auto taken = !_driver
		? sx::Result<>(sx::Error{.code = sx::Code::Unavailable, .detail = "sms: no driver is configured"})
		: isLate ? sx::Result<>(sx::Error{.code = sx::Code::Invalid, .detail = "sms: too late"})
				 : _driver->deliver({row.tenant, row.id, opened.text, reportUrl(row.tenant, opened.token)});
	if (taken)
	{
		_context->metrics().count("taken", countryLabel(row.country));
		_context->metrics().count("segments", countryLabel(row.country), row.segments);
		return settle(row, State::Taken);
	}
	auto why = taken.error();
	const bool isOver = isLastTry || why.code == sx::Code::Invalid;
	_context->log().warning(
		isOver ? "sms.given_up" : "sms.delayed", {{"kind", row.kind}, {"id", row.id}, {"detail", why.detail}});
	if (!isOver) return why;
	_context->metrics().count("given_up", countryLabel(row.country));
	if (auto done = settle(row, State::Failed); !done) return done;
	why.code = sx::Code::Invalid;  // the content is erased, so the job must not retry
	return why;
}

// Erases before telling the listeners: a crash in between may repeat a call to a listener, but never a text.
sx::Result<> StoredSender::settle(TextRow row, State state)
{
	const auto now = _context->clock().now();
	auto settled = _context->store().write(row.tenant, [&](sx::Sql& sql) -> sx::Result<TextRow> {
		if (auto moved = texts::move(sql, row.id, state, now); !moved) return moved.error();
		return texts::byId(sql, row.id);
	});
	if (!settled) return settled.error();
	if (settled->told == settled->state) return {};
	for (auto* listener: _listeners) listener->onText(row.tenant, row.kind, row.about, deliveryOf(settled->state));
	return _context->store().write(row.tenant, [&](sx::Sql& sql) { return texts::told(sql, row.id, settled->state); });
}

sx::Result<> StoredSender::report(std::string_view token, sx::sms::Delivery delivery)
{
	const auto hash = _context->keys().toHex(_context->keys().sha256(token).value);
	auto row = _context->store().readAll(
		"a gateway reports by token", [&](sx::Sql& sql) { return texts::byReport(sql, hash); });
	if (!row) return row.error();
	const bool isDelivered = delivery == sx::sms::Delivery::Delivered;
	if (row->state == State::Waiting || row->state == State::Taken)
		_context->metrics().count(isDelivered ? "delivered" : "undelivered", countryLabel(row->country));
	return settle(*row, isDelivered ? State::Delivered : State::Failed);
}

sx::Result<> StoredSender::sweep()
{
	auto waiting = _context->store().readAll(
		"how many texts wait", [](sx::Sql& sql) { return texts::countWaiting(sql); });
	if (!waiting) return waiting.error();
	_context->metrics().gauge("waiting", {}, static_cast<double>(*waiting));

	const auto now = _context->clock().now();
	// Jobs give up by themselves in time; this handles texts whose job was lost.
	const auto before = now - _settings.giveUpAfter - std::chrono::hours(24);
	auto left = _context->store().readAll(
		"texts that no job sends", [&](sx::Sql& sql) { return texts::waitingSince(sql, before); });
	if (!left) return left.error();
	for (const auto& row: *left)
	{
		_context->log().warning("sms.abandoned", {{"kind", row.kind}, {"id", row.id}});
		if (auto done = settle(row, State::Failed); !done) return done;
	}
	return _context->store().writeAll("old texts",
		[&](sx::Sql& sql) { return texts::forget(sql, now - _settings.keep, now - std::chrono::hours(48)); });
}

}
