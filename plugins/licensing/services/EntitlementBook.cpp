#include "services/EntitlementBook.h"

#include "domain/Offer.h"
#include "services/PlanBook.h"
#include "store/MeterRows.h"
#include "sx/licensing/Money.h"
#include "sx/month.h"
#include "sx/time.h"

namespace sx::licensing {
namespace {

const std::string kWords = "entitlements.";
constexpr std::chrono::days kLateness{1};

/// Tells whether nobody sends any more. The job that renews or ends a subscription may be late, but not for ever.
bool hasEnded(const StandingRow& row, Instant now)
{
	if (row.standing == Standing::PastDue) return false;
	return !maySend(row.standing) || now >= row.ends + kLateness;
}

/// Runs what may throw behind an interface that may not.
template <class F> auto guarded(F&& work) noexcept -> decltype(work())
{
	try
	{
		return work();
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("licensing.entitlements: ") + e.what());
	}
}

}

Result<Entitlement> EntitlementBook::of(Sql& sql, const UserId& user) const noexcept
{
	return guarded([&]() -> Result<Entitlement> {
		auto row = meter_rows::standingOf(sql, user);
		if (!row) return row.error();
		if (!*row) return Entitlement{};
		Entitlement out{.coverage = Coverage::Unlicensed, .plan = catalogue().find((*row)->plan), .ends = (*row)->ends};
		if (out.plan) out.coverage = Coverage::Licensed;
		if (hasEnded(**row, _context.clock().now())) out.coverage = Coverage::Ended;
		out.limits = out.plan;
		if (!out.limits && !catalogue().plans.empty()) out.limits = &catalogue().plans.front();
		return out;
	});
}

Result<Entitlement> EntitlementBook::of(const TenantId& tenant, const UserId& user) const noexcept
{
	return _context.store().read(tenant, [&](Sql& sql) { return of(sql, user); });
}

template <class Text> Value EntitlementBook::inEach(Text&& text) const
{
	Value out;
	for (const auto& each: spokenLanguages()) out.set(std::string(each.language.shortTag()), text(each.language));
	return out;
}

Value EntitlementBook::amountText(std::string_view limit, std::int64_t amount) const
{
	const bool isBytes = limit.ends_with("_bytes");
	return inEach([&](const Language& language) {
		return isBytes ? _context.pages().byteSize(language, amount) : _context.pages().number(language, amount);
	});
}

Value EntitlementBook::limitText(std::string_view limit) const
{
	const auto found = catalogue().limits.find(limit);
	return inEach([&](const Language& language) {
		return found == catalogue().limits.end() ? std::string(limit) : textIn(language, found->second);
	});
}

Value EntitlementBook::givesText(const Plan& plan, std::string_view limit) const
{
	const auto most = plan.limits.find(limit);
	if (most != plan.limits.end()) return amountText(limit, most->second);
	return inEach([&](const Language& language) { return _context.pages().text(language, kWords + "unlimited"); });
}

Value EntitlementBook::planText(const Plan* plan) const
{
	return inEach([&](const Language& language) { return plan ? textIn(language, plan->name) : std::string(); });
}

Error EntitlementBook::refusal(Code code, const std::string& key, Value extra, const Plan* would) const
{
	if (would)
		extra.set("plan", would->id)
			.set("plan_name", planText(would))
			.set("price", would->monthPrice)
			.set("price_text", inEach([&](const Language& language) {
				return moneyText(language, would->monthPrice, catalogue().currency);
			}));
	return {.code = code,
		.detail = "the plan does not allow it: " + key,
		.messageKey = "licensing:" + kWords + key + (would ? "" : "_most"),
		.problem = key,
		.extra = std::move(extra)};
}

Result<> EntitlementBook::checkSending(const Entitlement& person) const noexcept
{
	return guarded([&]() -> Result<> {
		if (person.maySend()) return {};
		const auto* smallest = catalogue().plans.empty() ? nullptr : &catalogue().plans.front();
		const bool hasEnded = person.coverage == Coverage::Ended;
		return refusal(Code::Denied,
			hasEnded ? "subscription_ended" : "no_licence",
			Value(Value::Object{}),
			hasEnded && person.plan ? person.plan : smallest);
	});
}

Result<> EntitlementBook::checkFeature(const Entitlement& person, std::string_view feature) const noexcept
{
	return guarded([&]() -> Result<> {
		if (person.has(feature)) return {};
		if (!person.plan && person.coverage == Coverage::Unlicensed) return checkSending(person);
		const auto found = catalogue().features.find(feature);
		auto extra = Value::object({{"feature", std::string(feature)},
			{"feature_name", inEach([&](const Language& language) {
				 return found == catalogue().features.end() ? std::string(feature) : textIn(language, found->second);
			 })},
			{"own_plan", planText(person.plan)}});
		return refusal(Code::Denied, "not_in_plan", std::move(extra), planWith(catalogue(), feature));
	});
}

Result<> EntitlementBook::checkGate(const Entitlement& person, std::string_view gate) const noexcept
{
	return guarded([&]() -> Result<> {
		const auto feature = std::string(gate) + "_gate";
		return catalogue().features.contains(feature) ? checkFeature(person, feature) : Result<>();
	});
}

Result<> EntitlementBook::checkAmount(
	const Entitlement& person, std::string_view limit, std::int64_t amount) const noexcept
{
	return guarded([&]() -> Result<> {
		const auto most = person.limitOf(limit);
		if (!most || amount <= *most) return {};
		const auto* would = planFor(catalogue(), limit, amount);
		auto extra = Value::object({{"limit", std::string(limit)},
			{"limit_name", limitText(limit)},
			{"max", *most},
			{"max_text", amountText(limit, *most)},
			{"own_plan", planText(person.limits)}});
		if (would) extra.set("gives", givesText(*would, limit));
		return refusal(Code::TooLarge, "plan_limit", std::move(extra), would);
	});
}

std::string EntitlementBook::explain(const Language& language, const Error& refusal) const
{
	const auto colon = refusal.messageKey.find(':');
	auto arguments = Value(Value::Object{});
	for (const auto& [name, value]: refusal.extra.members())
		arguments.set(name, value.isObject() ? value[language.shortTag()] : value);
	return _context.pages().text(language, refusal.messageKey.substr(colon + 1), arguments);
}

std::string EntitlementBook::moreOf(const Language& language, const Entitlement& person, std::string_view limit) const
{
	const auto most = person.limitOf(limit);
	if (!most) return {};
	auto refused = checkAmount(person, limit, *most + 1);
	if (refused || refused.error().extra["plan"].isNull()) return {};
	auto more = refused.error();
	more.messageKey = "licensing:" + kWords + "more";
	return explain(language, more);
}

Result<> EntitlementBook::spend(const TenantId& tenant, const UserId& user, std::string_view limit) const noexcept
{
	return guarded([&]() -> Result<> {
		auto person = of(tenant, user);
		if (!person) return person.error();
		const auto most = person->limitOf(limit);
		if (!most) return {};
		const auto now = _context.clock().now();
		const auto month = Month::of(now);
		auto taken = meter_rows::take(_context.store(), tenant, {user, limit, month.number}, *most);
		if (!taken) return taken.error();
		if (*taken) return {};
		const auto wait = std::chrono::ceil<std::chrono::seconds>(month.end - now);
		auto extra = Value::object({{"limit", *most},
			{"limit_name", limitText(limit)},
			{"own_plan", planText(person->limits)},
			{"retry_after", std::int64_t{wait.count()}},
			{"renews", isoTime(month.end)}});
		const auto* would = planFor(catalogue(), limit, *most + 1);
		if (would) extra.set("gives", givesText(*would, limit));
		auto error = refusal(Code::Limited, "quota_spent", std::move(extra), would);
		error.problem = "quota_" + std::string(limit);
		return error;
	});
}

Result<std::int64_t> EntitlementBook::usedOf(
	const TenantId& tenant, const UserId& user, std::string_view limit) const noexcept
{
	const auto month = Month::of(_context.clock().now()).number;
	return _context.store().read(tenant, [&](Sql& sql) { return meter_rows::usedOf(sql, {user, limit, month}); });
}

}
