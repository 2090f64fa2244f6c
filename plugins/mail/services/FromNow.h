// Tells a company as whom its mails leave now, and why.
#pragma once
#include "services/CompanyServers.h"
#include "sx/settings.h"

#include <vector>

namespace sx::mail {

/// Says what stands in From of one sort of mails.
struct FromLine
{
	Mailbox from{};
	std::string wanted{};  // the address that the company chose and that is not used; empty: none
	std::string why;       // a word of the plugin, below `from.why.`
	std::optional<SenderState>
		state{};                 // of the wanted address's domain, or of the one that is used; nothing: no matter
	std::string settingsPage{};  // where the choice is changed; empty: nothing to change
};

/// Decides by the same settings as Courier, but by what DNS said last: a page does not wait for DNS. [any thread]
class FromNow
{
public:
	/// servers: null where no mail leaves at all.
	FromNow(const Context& context, const CompanyServers* servers);

	/// Returns what stands in From of the mails that nobody of the company writes.
	Result<FromLine> ofCompany(const Tenant& tenant, const Language& language) const;
	/// Returns what stands in From of a person's mails.
	Result<FromLine> ofPerson(const Tenant& tenant, const Mailbox& person, const Language& language) const;

private:
	std::optional<SenderState> stateOf(
		const TenantId& tenant, const std::string& address, const Language& language) const;
	/// Returns the company's own mail server if mails leave by it now.
	Result<std::optional<CompanyServer>> serverOf(const TenantId& tenant) const;
	Mailbox deployments(const std::string& name) const;

	const Context& _context;
	const CompanyServers* const _servers;
	const TenantSettings& _settings;
	const std::vector<SenderStates*> _states;
	const std::vector<SenderDomains*> _domains;
};

}
