// Implements `sxserver demo`, which makes two companies, their people and an API key to try the product with.
#pragma once
#include "services/Principals.h"
#include "sx/verbs.h"

namespace sx::auth {

struct DemoTenant;

/// Runs the verb, which refuses to run in production. [main thread]
class DemoVerb
{
public:
	DemoVerb(
		const Context& context, directory::Directory& directory, const ApiKeys& keys, const Principals& principals):
		_context(context),
		_directory(directory), _keys(keys), _principals(principals)
	{
	}
	static Verbs<DemoVerb> verbs();

private:
	Result<int> run(const std::vector<std::string>& words) const;
	/// Returns the company with its people, and adds what is missing.
	Result<std::shared_ptr<const Tenant>> ensureTenant(const DemoTenant& demo) const;
	/// Returns the key that an earlier run wrote, if it still works; else a new one for that person.
	Result<std::string> ensureKey(const TenantId& tenant, const std::string& address, const std::string& path) const;

	const Context& _context;
	directory::Directory& _directory;
	const ApiKeys& _keys;
	const Principals& _principals;
};

}
