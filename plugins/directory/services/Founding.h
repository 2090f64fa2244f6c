// Implements directory.companies/1.
#pragma once
#include "services/PersonMails.h"
#include "sx/directory/Companies.h"

namespace sx::directory {

class Founding final: public Companies
{
public:
	Founding(Context& context, PeopleChanges& changes, TenantSnapshot& tenants, const PersonMails& mails):
		_context(context), _changes(changes), _tenants(tenants), _mails(mails)
	{
	}

	Result<UserId> found(Sql& sql, const NewTenant& tenant, const NewPerson& person) noexcept override;
	Result<Company> company(Sql& sql) const noexcept override;
	Result<> change(Sql& sql, const Company& company) noexcept override;
	HostFault faultOf(const TenantId& tenant, std::string_view host) const noexcept override
	{
		return _tenants.faultOf(tenant, host);
	}
	Result<> seen() noexcept override { return _tenants.refresh(); }

private:
	Context& _context;
	PeopleChanges& _changes;
	TenantSnapshot& _tenants;
	const PersonMails& _mails;
};

}
