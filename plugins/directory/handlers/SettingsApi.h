// Serves settings to clients: what counts for a company, a group or a person, and who fixed it (docs/wire.md).
#pragma once
#include "services/CompanySettings.h"
#include "sx/directory/Directory.h"
#include "sx/directory/Groups.h"
#include "sx/routes.h"

namespace sx::directory {

/// Handles `GET|PUT /api/v1/settings`. People read and change their own; those of others need the permission to manage
/// settings. [handlers' threads]
class SettingsApi
{
public:
	SettingsApi(Context& context, const CompanySettings& settings, const Directory& directory, const Groups& groups):
		_context(context), _settings(settings), _directory(directory), _groups(groups)
	{
	}
	static Routes<SettingsApi> routes();

private:
	Result<Response> show(Request& request) const;
	Result<Response> save(Request& request) const;
	/// Reads `level` and `id` of the query. Errors: Invalid with field, Denied, Missing (no such group or person).
	Result<SettingSubject> subjectOf(const Request& request) const;
	Result<Response> answer(const Request& request, const SettingSubject& subject) const;

	Context& _context;
	const CompanySettings& _settings;
	const Directory& _directory;
	const Groups& _groups;
};

}
