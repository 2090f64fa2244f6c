// Handles the page on which a company's administrators see and change its settings (rows D4, F7). The page is made from
// the schemas of all plugins.
#pragma once
#include "handlers/SettingsView.h"
#include "services/CompanySettings.h"
#include "sx/routes.h"

namespace sx::directory {

/// Handles the routes of the page. [handlers' threads]
class SettingsPage
{
public:
	static constexpr const char* kPath = "/admin/settings";
	static constexpr const char* kManage = "directory.manage";

	SettingsPage(const Pages& pages, const CompanySettings& settings): _pages(pages), _settings(settings) {}
	static Routes<SettingsPage> routes();

private:
	Result<Response> show(Request& request) const;
	Result<Response> save(Request& request) const;
	Result<Response> reset(Request& request) const;

	/// Renders the page. refused: names of the settings whose typed values are not allowed. typed: the changes that
	/// were submitted, shown again in place of the current values.
	Response page(const Request& request,
		const std::vector<TenantSetting>& all,
		const std::vector<std::string>& refused,
		const std::vector<SettingChange>& typed) const;

	const Pages& _pages;
	const CompanySettings& _settings;
};

}
