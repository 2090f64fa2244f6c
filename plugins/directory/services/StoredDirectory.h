// Implements directory.people/1 and directory.mobiles/1 with the database and the snapshot of companies.
#pragma once
#include "domain/People.h"
#include "services/TenantSnapshot.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"

namespace sx::directory {

/// Keeps companies and people in the database, and all companies in memory too. [any thread]
class StoredDirectory final: public Directory, public Mobiles
{
public:
	/// journal: may be null.
	StoredDirectory(Context& context, audit::Journal* journal, TenantSnapshot& tenants, RoleTable roles):
		_context(context), _journal(journal), _tenants(tenants), _roles(std::move(roles))
	{
	}

	Result<Person> byId(const TenantId& tenant, const UserId& user) const noexcept override;
	Result<Person> byId(Sql& sql, const UserId& user) const noexcept override;
	Result<Person> byAddress(const TenantId& tenant, std::string_view address) const noexcept override;
	std::vector<std::string> permissionsOf(std::string_view role) const override { return _roles.permissionsOf(role); }
	std::shared_ptr<const Tenant> tenantByHost(std::string_view host) const noexcept override
	{
		return _tenants.byHost(host);
	}
	Result<std::vector<std::shared_ptr<const Tenant>>> tenants() const noexcept override { return _tenants.all(); }
	Result<TenantId> addTenant(const NewTenant& tenant) noexcept override;
	Result<UserId> addPerson(const NewPerson& person) noexcept override;
	Result<> setPreferences(
		const TenantId& tenant, const UserId& user, const Preferences& wanted, const Caller& by = {}) noexcept override;
	Result<Mobile> mobileOf(const TenantId& tenant, const UserId& user) const noexcept override;
	Result<> setMobile(Sql& sql, const UserId& user, std::string_view e164) noexcept override;
	Result<> setCountry(Sql& sql, const UserId& user, std::string_view country) noexcept override;
	Result<> setProtectsReplies(Sql& sql, const UserId& user, bool protects) noexcept override;
	/// Removes a person's number and ends the protection of replies, for someone who has lost the phone that the
	/// account still asks for.
	Result<> forgetMobile(const TenantId& tenant, const UserId& user) noexcept;
	// by: who asks; nobody who is signed in is the operator. An administrator may not act on themself, nor on somebody
	// with a higher role (Conflict with problem "yourself", Denied with problem "higher_role").

	/// Deactivates a person: ends their sessions, API keys and sign-in links in the same transaction. Does nothing to
	/// who is not active. Errors: Missing, Conflict with problem "last_administrator".
	Result<> deactivate(const TenantId& tenant, const UserId& user, const Caller& by = {}) noexcept;
	/// Activates a person again. What deactivate() ended stays ended. Errors: Missing.
	Result<> activate(const TenantId& tenant, const UserId& user, const Caller& by = {}) noexcept;
	/// Changes a person's role, and ends their sessions and sign-in links: what they show was made for the old role.
	/// Errors: Missing, Invalid (no such role), Conflict with problem "last_administrator".
	Result<> setRole(const TenantId& tenant, const UserId& user, std::string_view role) noexcept;
	/// Ends a person's sessions and sign-in links, because a device was lost or a session stolen. Errors: Missing.
	Result<> endSessions(const TenantId& tenant, const UserId& user, const Caller& by = {}) noexcept;
	/// Returns the people of a company, sorted by name.
	Result<std::vector<Person>> people(const TenantId& tenant) const noexcept;

private:
	/// Fills in the company's time zone for whoever has none of their own.
	Result<Person> withZone(Result<Person> person) const;
	/// Errors: Invalid with field "timeZone" (no such zone).
	Result<> checkZone(const std::string& zone) const;
	Result<> record(Sql& sql, std::string kind, std::string subject, Value details, const Caller& by = {}) const;
	Result<> mayChange(Sql& sql, const Caller& by, const Person& person) const;
	Result<> endAccess(Sql& sql, const UserId& user, PersonAccess::Ending ending) const;
	/// Checks that an administrator is left if this person is none any more. The people must be locked.
	Result<> keepsAnAdministrator(Sql& sql, const Person& person) const;

	Context& _context;
	audit::Journal* const _journal;
	TenantSnapshot& _tenants;
	const RoleTable _roles;
};

}
