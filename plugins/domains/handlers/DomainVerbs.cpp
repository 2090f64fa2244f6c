#include "handlers/DomainVerbs.h"

#include "sx/arguments.h"
#include "sx/time.h"

#include <iostream>

namespace sx::domains {
namespace {

/// Is a company and a domain that the operator names.
struct Named
{
	TenantId tenant;
	std::string name;
};

Result<Named> namedOf(const directory::Directory& directory, const Arguments& arguments)
{
	auto host = arguments.require("tenant");
	if (!host) return host.error();
	auto tenant = directory::tenantAt(directory, *host);
	if (!tenant) return tenant.error();
	auto name = arguments.require("name");
	if (!name) return name.error();
	return Named{(*tenant)->id, *name};
}

}

Verbs<DomainVerbs> DomainVerbs::verbs()
{
	return {
		{"domain approve",
			"Gives a domain to a company without its TXT record: --tenant HOST --name DOMAIN",
			&DomainVerbs::approve},
		{"domain refuse",
			"Refuses a domain to a company, and takes it away: --tenant HOST --name DOMAIN [--reason TEXT]",
			&DomainVerbs::refuse},
		{"domain list", "Lists the domains that companies have claimed: [--tenant HOST]", &DomainVerbs::list},
	};
}

Result<int> DomainVerbs::approve(const Words& words)
{
	auto arguments = Arguments::parse(words, {"tenant", "name"});
	if (!arguments) return arguments.error();
	auto named = namedOf(_directory, *arguments);
	if (!named) return named.error();
	if (auto done = _claims.approve(named->tenant, named->name); !done) return done.error();
	std::cout << named->name << " is the company's now, without a record\n";
	return 0;
}

Result<int> DomainVerbs::refuse(const Words& words)
{
	auto arguments = Arguments::parse(words, {"tenant", "name", "reason"});
	if (!arguments) return arguments.error();
	auto named = namedOf(_directory, *arguments);
	if (!named) return named.error();
	if (auto done = _claims.refuse(named->tenant, named->name, arguments->get("reason")); !done) return done.error();
	std::cout << named->name << " is refused to the company; `domain approve` ends the refusal\n";
	return 0;
}

Result<int> DomainVerbs::list(const Words& words)
{
	auto arguments = Arguments::parse(words, {"tenant"});
	if (!arguments) return arguments.error();
	auto tenants = _directory.tenants();
	if (!tenants) return tenants.error();
	if (const auto host = arguments->get("tenant"); !host.empty())
	{
		auto only = directory::tenantAt(_directory, host);
		if (!only) return only.error();
		*tenants = {*only};
	}
	for (const auto& tenant: *tenants)
	{
		auto claims = _claims.list(tenant->id);
		if (!claims) return claims.error();
		for (const auto& each: *claims)
			std::cout << tenant->name << "\t" << each.name << "\t" << kStates.wordOf(each.state) << "\t"
					  << kProofs.wordOf(each.proof) << "\t" << kFindings.wordOf(each.finding) << "\t"
					  << (each.checked ? isoTime(*each.checked) : "never checked") << "\n";
	}
	return 0;
}

}
