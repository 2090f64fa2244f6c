// Implements `sxserver discount add|list|remove`.
#pragma once
#include "services/Discounts.h"
#include "sx/arguments.h"
#include "sx/directory/Directory.h"
#include "sx/verbs.h"

namespace sx::billing {

/// Runs the verbs of discounts. [main thread]
class DiscountVerbs
{
public:
	DiscountVerbs(const directory::Directory& directory, const Discounts& discounts):
		_directory(directory), _discounts(discounts)
	{
	}
	static Verbs<DiscountVerbs> verbs();

private:
	Result<int> add(const std::vector<std::string>& words) const;
	Result<int> list(const std::vector<std::string>& words) const;
	Result<int> remove(const std::vector<std::string>& words) const;
	Result<TenantId> tenantOf(const Arguments& arguments) const;

	const directory::Directory& _directory;
	const Discounts& _discounts;
};

}
