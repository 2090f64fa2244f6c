// Implements `sxserver demo`, which makes companies, their people and an API key for each to try the product with.
#pragma once
#include "sx/api_keys/ApiKeys.h"
#include "sx/billing/Demonstration.h"
#include "sx/branding/Demonstration.h"
#include "sx/directory/Directory.h"
#include "sx/domains/Domains.h"
#include "sx/verbs.h"

#include <map>

namespace sx::auth {

struct DemoTenant;

/// Runs the verb, which refuses to run in production. [main thread]
class DemoVerb
{
public:
	/// keys: may be null; then there is no demonstration.
	DemoVerb(const Context& context, directory::Directory& directory, api_keys::ApiKeys* keys):
		_context(context), _directory(directory), _keys(keys)
	{
	}
	static Verbs<DemoVerb> verbs();

private:
	Result<int> run(const std::vector<std::string>& words) const;
	/// Returns the company with its people, and adds what is missing.
	Result<std::shared_ptr<const Tenant>> ensureTenant(const DemoTenant& demo) const;
	/// Makes what is missing of a company, and describes it for demo.json.
	Result<Value> make(const DemoTenant& demo, const std::string& writtenKey) const;
	/// Returns the key that an earlier run wrote, if it still does everything; else a new one for that person.
	Result<std::string> ensureKey(const TenantId& tenant, const std::string& address, const std::string& written) const;
	/// Returns the keys in demo.json, by subdomain.
	std::map<std::string, std::string> writtenKeys(const std::string& path) const;

	const Context& _context;
	directory::Directory& _directory;
	api_keys::ApiKeys* const _keys;
};

}
