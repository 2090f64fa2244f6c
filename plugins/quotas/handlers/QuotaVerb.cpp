#include "handlers/QuotaVerb.h"

#include "sx/list.h"

#include <iomanip>
#include <iostream>

namespace sx::quotas {

Verbs<QuotaVerb> QuotaVerb::verbs()
{
	return {{"quotas",
		"Shows what a company uses of its quotas: --tenant HOST [set NAME LIMIT | unset NAME]; bytes as a number",
		&QuotaVerb::run}};
}

Result<int> QuotaVerb::run(const std::vector<std::string>& words) const
{
	const auto count = words.size();
	const bool isSet = count == 5 && words[2] == "set", isUnset = count == 4 && words[2] == "unset";
	if (count < 2 || words[0] != "--tenant" || (count > 2 && !isSet && !isUnset))
		return failed(Code::Invalid, "expects --tenant HOST, then nothing, set NAME LIMIT, or unset NAME");
	const auto tenant = _tenants ? _tenants->byHost(words[1]) : nullptr;
	if (!tenant) return failed(Code::Missing, "no company answers to host " + words[1]);
	if (isSet)
	{
		const auto most = integerOf(words[4]);
		if (!most || *most < 0) return failed(Code::Invalid, "a limit is a whole number: " + words[4]);
		if (auto done = _book.setLimit(tenant->id, words[3], most); !done) return done.error();
	}
	if (isUnset)
		if (auto done = _book.setLimit(tenant->id, words[3], std::nullopt); !done) return done.error();
	return show(tenant->id);
}

Result<int> QuotaVerb::show(const TenantId& tenant) const
{
	for (const auto& [name, declared]: _book.all())
	{
		auto shown = _book.of(tenant, declared, "");
		if (!shown) return shown.error();
		std::cout << std::left << std::setw(40) << name << " ";
		if (declared.quota.scope == Scope::Company) std::cout << shown->used << " of ";
		std::cout << shown->most << "\n";
	}
	return 0;
}

}
