// Implements directory.people/1 and directory.mobiles/1 with the database and the snapshot of companies.
#pragma once
#include "domain/People.h"
#include "store/TenantSnapshot.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"

#include <optional>

namespace directory {

/// Keeps companies and people in the database, and all companies in memory too. [any thread, between start and stop]
class StoredDirectory final: public sx::directory::Directory, public sx::directory::Mobiles
{
public:
	/// Reads the settings and takes the first snapshot of companies. Errors: Unavailable, Invalid (a setting).
	sx::Result<> start(sx::Context& context);
	void stop() noexcept { _tenants.stop(); }
	sx::TenantSource& tenantSource() noexcept { return _tenants; }

	sx::Result<sx::directory::Person> byId(const sx::TenantId& tenant, const sx::UserId& user) const noexcept override;
	sx::Result<sx::directory::Person> byAddress(
		const sx::TenantId& tenant, std::string_view address) const noexcept override;
	std::vector<std::string> permissionsOf(std::string_view role) const override { return _roles.permissionsOf(role); }
	std::shared_ptr<const sx::Tenant> tenantByHost(std::string_view host) const noexcept override
	{
		return _tenants.byHost(host);
	}
	sx::Result<std::vector<std::shared_ptr<const sx::Tenant>>> tenants() const noexcept override
	{
		return _tenants.all();
	}
	sx::Result<sx::TenantId> addTenant(const sx::directory::NewTenant& tenant) noexcept override;
	sx::Result<sx::UserId> addPerson(const sx::directory::NewPerson& person) noexcept override;
	sx::Result<sx::directory::Mobile> mobileOf(
		const sx::TenantId& tenant, const sx::UserId& user) const noexcept override;
	sx::Result<> setMobile(sx::Sql& sql, const sx::UserId& user, std::string_view e164) noexcept override;
	sx::Result<> setCountry(sx::Sql& sql, const sx::UserId& user, std::string_view country) noexcept override;
	sx::Result<> setProtectsReplies(sx::Sql& sql, const sx::UserId& user, bool protects) noexcept override;
	/// Removes a person's number and ends the protection of replies, for someone who has lost the phone that the
	/// account still asks for.
	sx::Result<> forgetMobile(const sx::TenantId& tenant, const sx::UserId& user) noexcept;
	/// Returns the people of a company, sorted by name.
	sx::Result<std::vector<sx::directory::Person>> people(const sx::TenantId& tenant) const noexcept;

private:
	sx::Result<> record(sx::Sql& sql, std::string kind, std::string subject, sx::Value details) const;

	sx::Context* _context = nullptr;
	sx::audit::Journal* _journal = nullptr;
	std::optional<TenantStore> _rows;
	TenantSnapshot _tenants;
	RoleTable _roles;
};

}
