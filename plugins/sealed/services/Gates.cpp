#include "services/Gates.h"

#include <algorithm>

namespace sx::sealed {
namespace {

constexpr std::size_t kMaxSettingBytes = 4096;

std::string identity(const TenantId& tenant, const GrantId& grant, std::string_view name, std::string_view column)
{
	return rowIdentity(tenant, grant.value + "/gate/" + std::string(name), column);
}

}

Gate* Gates::named(std::string_view name) const noexcept
{
	const auto& all = _services.gates;
	const auto found = std::find_if(all.begin(), all.end(), [&](const Gate* each) { return each->name() == name; });
	return found == all.end() ? nullptr : *found;
}

std::string Gates::title(const Language& language, std::string_view name) const
{
	if (ownGate(name)) return _services.context.pages().text(language, "gate." + std::string(name));
	const auto* gate = named(name);
	return gate ? gate->title(language) : std::string(name);
}

std::string Gates::titles(const Language& language, const Grant& grant) const
{
	std::string out;
	const auto add = [&](std::string_view name) { out += (out.empty() ? "" : ", ") + title(language, name); };
	if (grant.flags & kPasswordGate) add("password");
	if (grant.flags & kCodeGate) add("code");
	for (const auto* each: _services.gates)
		if (grant.flags & each->flag()) add(each->name());
	for (const auto& each: grant.gates)
		if (const auto* gate = named(each); !gate || !gate->flag()) add(each);
	return out;
}

Result<GateRow> Gates::set(const TenantId& tenant,
	const GrantId& grant,
	std::string_view name,
	const Value& wanted,
	const std::string& field) const
{
	const auto* gate = named(name);
	if (!gate || !gate->isOffered()) return invalid(field, "not offered by this server");
	const auto& json = _services.context.json();
	if (json.write(wanted).size() > kMaxSettingBytes) return invalid(field, "too long");
	auto setting = gate->check(wanted);
	if (!setting)
	{
		auto error = setting.error().at(setting.error().field.empty() ? field : field + '.' + setting.error().field);
		error.messageKey.clear();  // the key belongs to the catalogue of the gate's plugin
		return error;
	}
	return GateRow{.name = std::string(name),
		.setting = _services.keys().seal(identity(tenant, grant, name, "setting"), json.write(*setting))};
}

Result<Value> Gates::opened(const std::string& identity, const Bytes& sealed) const
{
	if (sealed.value.empty()) return Value();
	auto text = _services.keys().open(identity, sealed);
	if (!text) return text.error();
	return _services.context.json().parse(text->reveal());
}

Result<GateGrant> Gates::unsealed(const TenantId& tenant,
	const ItemId& item,
	const GrantId& grant,
	const Language& language,
	const GateRow& row) const
{
	if (!named(row.name))
	{
		_services.context.metrics().count("gates_gone", "gate=\"" + row.name + "\"");
		_services.context.log().warning("sealed.gate.gone", {{"gate", row.name}, {"item", item.value}});
		return refused(Code::Unavailable, std::string(kGateGone), "no plugin offers gate " + row.name);
	}
	auto setting = opened(identity(tenant, grant, row.name, "setting"), row.setting);
	if (!setting) return setting.error();
	auto state = opened(identity(tenant, grant, row.name, "state"), row.state);
	if (!state) return state.error();
	return GateGrant{tenant, item.value, grant.value, language, std::move(*setting), std::move(*state)};
}

Bytes Gates::sealedState(const TenantId& tenant, const GrantId& grant, std::string_view name, const Value& state) const
{
	return _services.keys().seal(identity(tenant, grant, name, "state"), _services.context.json().write(state));
}

void Gates::warnOfGone() const noexcept
{
	constexpr std::string_view kWhy = "gates of live items";
	auto names = _services.store().readAll(kWhy, [](Sql& sql) { return gate_rows::allNames(sql); });
	if (!names) return;  // unsealed() logs each such gate when a reader meets it
	for (const auto& name: *names)
	{
		if (named(name)) continue;
		auto grants = _services.store().readAll(kWhy, [&](Sql& sql) { return gate_rows::countNamed(sql, name); });
		_services.context.log().warning("sealed.gates.gone",
			{{"gate", name},
				{"grants", grants ? *grants : 0},
				{"detail", "enable its plugin again, or what it guards stays shut until it expires"}});
	}
}

}
