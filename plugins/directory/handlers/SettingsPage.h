// Handles the pages on which a company's administrators see and change its settings (rows D4, F7), those of a group and
// of a person, and people their own (D3). The pages are made from the schemas of all plugins.
#pragma once
#include "handlers/SettingsView.h"
#include "services/CompanySettings.h"
#include "sx/directory/Directory.h"
#include "sx/directory/Groups.h"
#include "sx/routes.h"

namespace sx::directory {

/// Handles the routes of the pages, the same for each level. [handlers' threads]
class SettingsPage
{
public:
	static constexpr const char* kPath = "/admin/settings";
	static constexpr const char* kOwnPath = "/account/settings";
	static constexpr const char* kManage = "directory.settings";
	static constexpr const char* kOwn = "directory.preferences";

	SettingsPage(Context& context, const CompanySettings& settings, const Directory& directory, const Groups& groups):
		_context(context), _pages(context.pages()), _settings(settings), _directory(directory), _groups(groups)
	{
	}
	static Routes<SettingsPage> routes();

private:
	/// Says whose settings a request is about. name: of the group or person.
	struct Place
	{
		SettingSubject subject;
		std::string path, name{};
		bool isSelf = false;
	};

	Result<Response> show(Request& request) const;
	Result<Response> save(Request& request) const;
	Result<Response> reset(Request& request) const;

	/// Reads the path. Errors: Missing (no such group or person).
	Result<Place> placeOf(const Request& request) const;
	/// Returns the id of a group; empty if there is none of that name.
	std::string groupNamed(const Request& request, const std::string& name) const;
	/// Renders the page. refused: names of the settings whose typed values are not allowed. typed: the changes that
	/// were submitted, shown again in place of the current values.
	Response page(const Request& request,
		const Place& place,
		const std::vector<TenantSetting>& all,
		const std::vector<std::string>& refused,
		const std::vector<SettingChange>& typed) const;

	Context& _context;
	const Pages& _pages;
	const CompanySettings& _settings;
	const Directory& _directory;
	const Groups& _groups;
};

}
