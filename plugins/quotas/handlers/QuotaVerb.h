// Shows and sets what a company may use.
#pragma once
#include "services/QuotaBook.h"
#include "sx/verbs.h"

namespace sx::quotas {

/// Runs `sxserver quotas`. [main thread]
class QuotaVerb
{
public:
	QuotaVerb(const TenantSource* tenants, QuotaBook& book): _tenants(tenants), _book(book) {}
	static Verbs<QuotaVerb> verbs();

private:
	Result<int> run(const std::vector<std::string>& words) const;
	Result<int> show(const TenantId& tenant) const;

	const TenantSource* _tenants;  // null: no plugin knows companies
	QuotaBook& _book;
};

}
