// Decides as whom each mail leaves, and hands it on.
#pragma once
#include "services/Bounces.h"
#include "services/CompanyServers.h"
#include "sx/branding/Pictures.h"
#include "sx/settings.h"

#include <vector>

namespace sx::mail {

/// Puts the address of the person or the company in From where the company chose that and the domain lets every
/// receiver believe it; the deployment's address otherwise. Mails of a company that has a mail server of its own leave
/// by that one; by the deployment's while it fails. So no mail is lost. [any thread]
class Courier final: public Driver
{
public:
	/// The arguments must outlive the courier. Precondition: the kernel provides TenantSettings.
	/// servers: null where no mail leaves at all.
	Courier(Context& context,
		Driver& deployment,
		const Bounces& bounces,
		const CompanyServers* servers,
		CompanyServers::Alarm alarm);

	Result<> deliver(const Letter& letter) noexcept override;
	Result<> check() noexcept override { return _deployment.check(); }

private:
	/// Returns the mailboxes that the company would like in From, the best first.
	std::vector<Mailbox> wished(const Settings& settings, const Mail& mail) const;
	Result<Departure> departureOf(const Letter& letter) const;
	/// Says as whom a mail leaves by the company's own server, which answers for its addresses itself.
	Result<Departure> ownDeparture(const Letter& letter, const CompanyServer& server) const;
	std::shared_ptr<const Logo> logoOf(const Letter& letter) const;
	std::shared_ptr<const SigningKey> keyOf(const TenantId& tenant, const std::string& address) const;
	/// Tries the company's server; false: the deployment's must do.
	bool isTakenByOwn(const Letter& letter, const std::shared_ptr<const Logo>& logo) const;

	Context& _context;
	Driver& _deployment;
	const Bounces& _bounces;
	const CompanyServers* const _servers;
	const CompanyServers::Alarm _alarm;
	const branding::Pictures* const _pictures;  // may be null
	const TenantSettings& _settings;
	const std::vector<SenderDomains*> _domains;
};

}
