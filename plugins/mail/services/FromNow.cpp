#include "services/FromNow.h"

#include "domain/Mime.h"
#include "sx/text.h"

namespace sx::mail {

namespace {

constexpr const char* kSenderSetting = "/admin/settings#mail-sender";
constexpr const char* kAddressSetting = "/admin/settings#mail-sender_address";

}

FromNow::FromNow(const Context& context, const CompanyServers* servers):
	_context(context), _servers(servers), _settings(*context.find<TenantSettings>()),
	_states(context.findAll<SenderStates>()), _domains(context.findAll<SenderDomains>())
{
}

std::optional<SenderState> FromNow::stateOf(
	const TenantId& tenant, const std::string& address, const Language& language) const
{
	for (const auto* each: _states)
		if (auto state = each->stateOf(tenant, asciiLower(domainOf(address)), language)) return std::move(*state);
	return std::nullopt;
}

Result<std::optional<CompanyServer>> FromNow::serverOf(const TenantId& tenant) const
{
	if (!_servers) return std::optional<CompanyServer>();
	auto server = _servers->of(tenant);
	if (!server) return server.error();
	if (*server && (*server)->rests(_context.clock().now())) return std::optional<CompanyServer>();
	return server;
}

Mailbox FromNow::deployments(const std::string& name) const { return {_context.settings().text("from"), name}; }

Result<FromLine> FromNow::ofCompany(const Tenant& tenant, const Language& language) const
{
	auto server = serverOf(tenant.id);
	if (!server) return server.error();
	if (*server)
		return FromLine{.from = {(*server)->address, tenant.name},
			.why = "own_server",
			.state = stateOf(tenant.id, (*server)->address, language)};
	auto settings = _settings.of(tenant.id);
	if (!settings) return settings.error();
	if ((*settings)->text("sender") == "deployment")
		return FromLine{.from = deployments(tenant.name), .why = "chosen", .settingsPage = kSenderSetting};
	const auto own = (*settings)->text("sender_address");
	if (!isAddress(own))
		return FromLine{.from = deployments(tenant.name), .why = "no_address", .settingsPage = kAddressSetting};
	auto state = stateOf(tenant.id, own, language);
	if (state && state->isReady) return FromLine{.from = {own, tenant.name}, .why = "own", .state = std::move(state)};
	return FromLine{.from = deployments(tenant.name), .wanted = own, .why = "fallen_back", .state = std::move(state)};
}

Result<FromLine> FromNow::ofPerson(const Tenant& tenant, const Mailbox& person, const Language& language) const
{
	auto settings = _settings.of(tenant.id);
	if (!settings) return settings.error();
	auto company = ofCompany(tenant, language);
	if (!company) return company;
	company->from.name = person.name;
	if ((*settings)->text("sender") != "person")
	{
		company->why = "as_company";
		company->wanted.clear();
		company->state.reset();
		company->settingsPage = kSenderSetting;
		return company;
	}
	auto server = serverOf(tenant.id);
	if (!server) return server.error();
	auto state = stateOf(tenant.id, person.address, language);
	if (*server)
		for (const auto* each: _domains)
			if (auto owns = each->owns(tenant.id, asciiLower(domainOf(person.address))); owns && *owns)
				return FromLine{.from = person, .why = "own_server", .state = std::move(state)};
	if (!*server && state && state->isReady) return FromLine{.from = person, .why = "own", .state = std::move(state)};
	company->wanted = person.address;
	company->why = "fallen_back";
	company->state = std::move(state);
	company->settingsPage.clear();
	return company;
}

}
