#include "handlers/Gates.h"

#include <algorithm>

namespace sx::messages {
namespace {

constexpr std::size_t kMaxSettingBytes = 4096;

std::string identity(const TenantId& tenant, const GrantId& grant, std::string_view name, std::string_view column)
{
	return rowIdentity(tenant, grant.value + "/gate/" + std::string(name), column);
}

Result<Value> opened(const Services& services, const std::string& identity, const Bytes& sealed)
{
	if (sealed.value.empty()) return Value();
	auto text = services.keys().open(identity, sealed);
	if (!text) return text.error();
	return services.context.json().parse(text->reveal());
}

}

Gate* gateNamed(const Services& services, std::string_view name)
{
	const auto found = std::find_if(
		services.gates.begin(), services.gates.end(), [&](const Gate* each) { return each->name() == name; });
	return found == services.gates.end() ? nullptr : *found;
}

std::string gateTitle(const Services& services, const Language& language, std::string_view name)
{
	if (name == "password" || name == "code")
		return services.context.pages().text(language, "gate." + std::string(name));
	const auto* gate = gateNamed(services, name);
	return gate ? gate->title(language) : std::string(name);
}

std::string gateTitles(
	const Services& services, const Language& language, unsigned gates, const std::vector<GateRow>& others)
{
	std::string out;
	const auto add = [&](std::string_view name) {
		out += (out.empty() ? "" : ", ") + gateTitle(services, language, name);
	};
	if (gates & kPasswordGate) add("password");
	if (gates & kCodeGate) add("code");
	if (gates & kSmsGate) add("sms");
	for (const auto& each: others)
		if (each.name != "sms") add(each.name);
	return out;
}

Result<GateRow> newGate(const Services& services,
	const TenantId& tenant,
	const GrantId& grant,
	std::string_view name,
	const Value& wanted,
	const std::string& field)
{
	const auto* gate = gateNamed(services, name);
	if (!gate) return Error{Code::Invalid, "not offered by this server", "", "", field};
	const auto& json = services.context.json();
	if (json.write(wanted).size() > kMaxSettingBytes) return Error{Code::Invalid, "too long", "", "", field};
	auto setting = gate->check(wanted);
	if (!setting)
	{
		auto error = setting.error();
		error.messageKey.clear();  // the key belongs to the catalogue of the gate's plugin
		error.field = error.field.empty() ? field : field.empty() ? error.field : field + '.' + error.field;
		return error;
	}
	return GateRow{std::string(name),
		services.keys().seal(identity(tenant, grant, name, "setting"), json.write(*setting)),
		{},
		{}};
}

void warnOfGoneGates(const Services& services) noexcept
{
	auto counts = services.store().readAll(
		"gates of live messages", [](Sql& sql) { return gate_rows::countsByName(sql); });
	if (!counts) return;  // openGate() logs each such gate when a reader meets it
	for (const auto& [name, grants]: *counts)
		if (!gateNamed(services, name))
			services.context.log().warning("messages.gates.gone",
				{{"gate", name},
					{"grants", grants},
					{"detail", "enable its plugin again, or these messages stay shut until they expire"}});
}

Result<GateGrant> openGate(const Services& services,
	const TenantId& tenant,
	const MessageId& message,
	const GrantId& grant,
	const Language& language,
	const GateRow& row)
{
	if (!gateNamed(services, row.name))
	{
		services.context.metrics().count("gates_gone", "gate=\"" + row.name + "\"");
		services.context.log().warning("messages.gate.gone", {{"gate", row.name}, {"message", message.value}});
		return Error{Code::Unavailable, "no plugin offers gate " + row.name, "", std::string(kGateGone)};
	}
	auto setting = opened(services, identity(tenant, grant, row.name, "setting"), row.setting);
	if (!setting) return setting.error();
	auto state = opened(services, identity(tenant, grant, row.name, "state"), row.state);
	if (!state) return state.error();
	return GateGrant{tenant, message.value, grant.value, language, std::move(*setting), std::move(*state)};
}

Bytes sealedState(
	const Services& services, const TenantId& tenant, const GrantId& grant, std::string_view name, const Value& state)
{
	return services.keys().seal(identity(tenant, grant, name, "state"), services.context.json().write(state));
}

}
