// Gives people what is kept of them, erases it, forgets what is old, and keeps the register of incidents.
#pragma once
#include "domain/Incident.h"
#include "sx/audit/Audit.h"
#include "sx/catalogues.h"
#include "sx/directory/Directory.h"
#include "sx/privacy/Retention.h"
#include "sx/settings.h"

namespace sx::privacy {

inline constexpr const char* kPrivacyPath = "/admin/privacy";
inline constexpr std::string_view kManage = "privacy.manage";

/// Holds what one plugin keeps of a person.
struct Section
{
	std::string name, title;
	Value data;
};

/// Says how long one kind of data is kept.
struct Kept
{
	std::string label;
	std::int64_t days = 0;
};

/// [any thread]
class PrivacyBook
{
public:
	explicit PrivacyBook(Context& context):
		_context(context), _directory(*context.find<directory::Directory>()),
		_settings(*context.find<TenantSettings>()), _catalogues(*context.find<Catalogues>()),
		_journal(context.find<audit::Journal>())
	{
	}

	/// Returns the people whose name or address has a part, at most twenty.
	Result<std::vector<directory::Person>> found(const TenantId& tenant, const std::string& search) const;
	/// Errors: Missing.
	Result<directory::Person> person(const TenantId& tenant, const UserId& user) const;
	/// Returns what deleting a person destroys.
	Result<std::vector<directory::Loss>> losses(
		const TenantId& tenant, const UserId& user, const Language& language) const;
	/// Returns all that is kept of a person, and records who took it. Errors: Missing.
	Result<std::vector<Section>> takeData(const Caller& by, const UserId& user, const Language& language);
	/// Erases a person with all that is kept of them. Errors: as Directory::removePerson.
	Result<> erase(const Caller& by, const UserId& user);

	/// Lists the kinds of data that a company's settings keep for a time.
	Result<std::vector<Kept>> retention(const TenantId& tenant, const Language& language) const;
	/// Forgets what is older than every company's settings say.
	Result<> forgetOld();

	Result<std::vector<Incident>> incidents(const TenantId& tenant, const IncidentId& before, int limit) const;
	Result<Incident> incident(const TenantId& tenant, const IncidentId& id) const;
	/// Enters an incident, or changes the one of its id. Errors: Invalid with field, Missing.
	Result<IncidentId> put(const Caller& by, Incident incident, const std::string& today);

private:
	Result<> record(Sql& sql, audit::Event event) const { return _journal ? _journal->append(sql, event) : Result<>(); }
	Result<std::int64_t> forgetOldOf(const TenantId& tenant, const std::function<Result<std::int64_t>(Sql&)>& some);

	Context& _context;
	directory::Directory& _directory;
	const TenantSettings& _settings;
	const Catalogues& _catalogues;
	audit::Journal* const _journal;  // may be null
};

}
