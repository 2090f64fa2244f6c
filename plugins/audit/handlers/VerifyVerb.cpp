#include "handlers/VerifyVerb.h"

#include <iostream>

namespace sx::audit {

namespace {

/// Prints what the check of one chain found. Returns false if the chain is at fault or cannot be read.
bool report(const Chain& chain, const TenantId& tenant)
{
	const auto title = chain.name() + " of " + tenant.value + ": ";
	auto found = chain.verify(tenant);
	if (!found)
	{
		std::cout << title << "could not be read: " << found.error().detail << "\n";
		return false;
	}
	if (!found->firstFault.empty())
	{
		std::cout << title << "FAULT at " << found->firstFault << "\n";
		return false;
	}
	std::cout << title << found->entries << " entries verify";
	return true;
}

}

Verbs<VerifyVerb> VerifyVerb::verbs()
{
	return {
		{"audit verify",
			"Verifies the journal and every other chain of every company; exit status 1 when one does not",
			&VerifyVerb::verify},
	};
}

Result<int> VerifyVerb::verify(const std::vector<std::string>&) const
{
	auto tenants = _journal.tenants();
	if (!tenants) return tenants.error();
	const auto others = _context.findAll<Chain>();
	bool good = true;
	for (const auto& tenant: *tenants)
	{
		if (report(_journal, tenant))
		{
			// A copy of this hash, kept elsewhere, proves later that no entry up to it was removed.
			auto head = _journal.head(tenant);
			std::cout << (head ? ", up to " + head->hash : std::string()) << "\n";
		}
		else
			good = false;
		for (const auto* other: others)
		{
			if (report(*other, tenant))
				std::cout << "\n";
			else
				good = false;
		}
	}
	std::cout << (good ? "every chain verifies\n" : "at least one chain does NOT verify\n");
	return good ? 0 : 1;
}

}
