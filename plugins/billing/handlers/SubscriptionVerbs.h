// Implements `sxserver subscription begin` and `sxserver invoice list|pay|credit`.
#pragma once
#include "services/Subscriptions.h"
#include "sx/arguments.h"
#include "sx/verbs.h"

namespace sx::billing {

/// Runs the verbs by which the operator sells on account and books payments. [main thread]
class SubscriptionVerbs
{
public:
	SubscriptionVerbs(const Context& context,
		const directory::Directory& directory,
		const Subscriptions& subscriptions,
		const Invoices& invoices):
		_context(context),
		_directory(directory), _subscriptions(subscriptions), _invoices(invoices)
	{
	}
	static Verbs<SubscriptionVerbs> verbs();

private:
	Result<int> begin(const std::vector<std::string>& words) const;
	Result<int> list(const std::vector<std::string>& words) const;
	Result<int> pay(const std::vector<std::string>& words) const;
	Result<int> credit(const std::vector<std::string>& words) const;
	Result<int> refund(const std::vector<std::string>& words) const;
	Result<TenantId> tenantOf(const Arguments& arguments, const std::string& name = "tenant") const;
	Result<Listed> invoiceOf(const TenantId& tenant, const Arguments& arguments) const;

	const Context& _context;
	const directory::Directory& _directory;
	const Subscriptions& _subscriptions;
	const Invoices& _invoices;
};

}
