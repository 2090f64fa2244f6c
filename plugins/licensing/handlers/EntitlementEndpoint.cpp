#include "handlers/EntitlementEndpoint.h"

#include "sx/enums.h"
#include "sx/time.h"

namespace sx::licensing {
namespace {

constexpr auto kCoverages = enumWords<Coverage>({{Coverage::Free, "free"},
	{Coverage::Licensed, "licensed"},
	{Coverage::Unlicensed, "unlicensed"},
	{Coverage::Ended, "ended"}});

}

Routes<EntitlementEndpoint> EntitlementEndpoint::routes()
{
	return {{Method::Get, "/api/v1/entitlements", allowedTo("messages.send"), &EntitlementEndpoint::show}};
}

Result<Response> EntitlementEndpoint::show(Request& request) const
{
	const auto& tenant = request.tenant().id;
	UserId user = request.principal()->user;
	if (const auto wanted = request.query("user"); wanted && *wanted != user.value)
	{
		if (!request.principal()->may("licensing.read")) return failed(Code::Denied, "another person's plan");
		auto person = _directory.byId(tenant, {*wanted});
		if (!person) return person.error().at("user");
		user = person->id;
	}
	auto person = _entitlements.of(tenant, user);
	if (!person) return person.error();
	Value::List features;
	for (const auto& [name, words]: _catalogue.features)
		if (person->has(name)) features.push_back(name);
	Value limits(Value::Object{}), used(Value::Object{});
	for (const auto& [name, words]: _catalogue.limits)
	{
		const auto most = person->limitOf(name);
		if (most) limits.set(name, *most);
		if (!most || !name.ends_with("_month")) continue;
		auto count = _entitlements.usedOf(tenant, user, name);
		if (!count) return count.error();
		used.set(name, *count);
	}
	return Response::json(Value::object({{"user", user.value},
		{"standing", kCoverages.wordOf(person->coverage)},
		{"plan", person->plan ? Value(person->plan->id) : Value()},
		{"may_send", person->maySend()},
		{"period_ends", person->ends ? Value(isoTime(*person->ends)) : Value()},
		{"features", std::move(features)},
		{"limits", std::move(limits)},
		{"used", std::move(used)}}));
}

}
