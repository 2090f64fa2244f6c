// Implements billing.demonstration/1 with the engine that everybody else has.
#pragma once
#include "services/Subscriptions.h"
#include "sx/billing/Demonstration.h"

namespace sx::billing {

class DemoSubscription final: public Demonstration
{
public:
	DemoSubscription(const Context& context,
		const licensing::Plans& plans,
		const directory::Directory& directory,
		const licensing::Ledger& ledger,
		const Subscriptions& subscriptions):
		_context(context),
		_plans(plans), _directory(directory), _ledger(ledger), _subscriptions(subscriptions)
	{
	}
	Result<> ensureSubscription(const TenantId& seller, const TenantId& buyer) noexcept override;

private:
	Result<> payAll(Sql& sql, Instant now) const;

	const Context& _context;
	const licensing::Plans& _plans;
	const directory::Directory& _directory;
	const licensing::Ledger& _ledger;
	const Subscriptions& _subscriptions;
};

}
