// Implements directory.people/1 and directory.mobiles/1 with the database and the snapshot of companies.
#pragma once
#include "services/PeopleChanges.h"

namespace sx::directory {

/// Keeps companies and people in the database, and all companies in memory too. [any thread]
class StoredDirectory final: public Directory, public Mobiles
{
public:
	StoredDirectory(Context& context, PeopleChanges& changes, TenantSnapshot& tenants, const Powers& powers):
		_context(context), _powers(powers), _changes(changes), _tenants(tenants)
	{
	}

	Result<Person> byId(const TenantId& tenant, const UserId& user) const noexcept override;
	Result<Person> byId(Sql& sql, const UserId& user) const noexcept override;
	Result<Person> byAddress(const TenantId& tenant, std::string_view address) const noexcept override;
	std::vector<std::string> permissionsOf(std::string_view role) const override { return _powers.permissionsOf(role); }
	std::shared_ptr<const Tenant> tenantByHost(std::string_view host) const noexcept override
	{
		return _tenants.byHost(host);
	}
	Result<std::vector<std::shared_ptr<const Tenant>>> tenants() const noexcept override { return _tenants.all(); }
	Result<TenantId> addTenant(const NewTenant& tenant) noexcept override;
	using Directory::addPerson;
	Result<UserId> addPerson(const NewPerson& person, const Caller& by) noexcept override;
	Result<UserId> addPerson(Sql& sql, const NewPerson& person, const Caller& by) noexcept override;
	Result<> changePerson(Sql& sql, const UserId& user, const PersonChange& change, const Caller& by) noexcept override;
	Result<> setActive(Sql& sql, const UserId& user, bool isActive, const Caller& by) noexcept override;
	Result<> removePerson(Sql& sql, const UserId& user, const Caller& by) noexcept override;
	Result<PeopleList> find(Sql& sql, const PeopleQuery& query) const noexcept override;
	Result<std::int64_t> count(Sql& sql) const noexcept override;
	Result<> noteSent(Sql& sql, const UserId& user, Instant at) noexcept override;
	Result<> setPreferences(
		const TenantId& tenant, const UserId& user, const Preferences& wanted, const Caller& by = {}) noexcept override;
	Result<Mobile> mobileOf(const TenantId& tenant, const UserId& user) const noexcept override;
	Result<std::vector<UserId>> peopleWith(const TenantId& tenant, std::string_view e164) const noexcept override;
	Result<> setMobile(Sql& sql, const UserId& user, std::string_view e164) noexcept override;
	Result<> setCountry(Sql& sql, const UserId& user, std::string_view country) noexcept override;
	Result<> setProtectsReplies(Sql& sql, const UserId& user, bool protects) noexcept override;
	/// Removes a person's number and ends the protection of replies, for someone who has lost the phone that the
	/// account still asks for.
	Result<> forgetMobile(const TenantId& tenant, const UserId& user, const Caller& by = {}) noexcept;

	// These run in a transaction of their own. by: as Directory says.

	/// Suspends a person. Errors: those of setActive().
	Result<> deactivate(const TenantId& tenant, const UserId& user, const Caller& by = {}) noexcept;
	/// Lets a person in again. Errors: those of setActive().
	Result<> activate(const TenantId& tenant, const UserId& user, const Caller& by = {}) noexcept;
	/// Changes a person's role. Errors: those of changePerson().
	Result<> setRole(const TenantId& tenant, const UserId& user, std::string_view role) noexcept;
	/// Ends a person's sessions and sign-in links, because a device was lost or a session stolen. Errors: Missing, and
	/// those of everything that could lock a person out.
	Result<> endSessions(const TenantId& tenant, const UserId& user, const Caller& by = {}) noexcept;
	/// Holds what somebody wants to change of a person at once.
	struct Edit
	{
		PersonChange change{};
		std::optional<bool> isActive{};
	};
	/// Changes a person, and returns what became of them. Errors: those of changePerson() and setActive().
	Result<Person> edit(const TenantId& tenant, const UserId& user, const Edit& edit, const Caller& by) noexcept;
	/// Removes a person. Errors: those of removePerson().
	Result<> remove(const TenantId& tenant, const UserId& user, const Caller& by) noexcept;
	/// Adds a person who has a country, or none if it is empty. Errors: those of addPerson(), Invalid with field
	/// "country".
	Result<UserId> add(const NewPerson& person, const std::string& country, const Caller& by) noexcept;
	/// Returns the countries of some people who have one, by their ids.
	Result<std::map<std::string, std::string>> countriesOf(
		const TenantId& tenant, const std::vector<Person>& people) const noexcept;
	/// Lists people. Errors: those of find().
	Result<PeopleList> list(const TenantId& tenant, const PeopleQuery& query) const noexcept;
	/// Tells what removing a person destroys, in the reader's language.
	Result<std::vector<Loss>> lossesOf(
		const TenantId& tenant, const UserId& user, const Language& language) const noexcept;
	/// Returns the people of a company, sorted by name.
	Result<std::vector<Person>> people(const TenantId& tenant) const noexcept;

private:
	/// Fills in the company's time zone for whoever has none of their own, and what the person may do.
	Result<Person> completed(Sql& sql, Result<Person> person) const;
	Person withZone(Person person) const;

	Context& _context;
	const Powers& _powers;
	PeopleChanges& _changes;
	TenantSnapshot& _tenants;
};

}
