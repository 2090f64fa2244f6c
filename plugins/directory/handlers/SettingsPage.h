// Handles the page on which a company's administrators see and change its settings (rows D4, F7). The page is made from
// the schemas of all plugins.
#pragma once
#include "handlers/CompanySettings.h"

namespace directory {

/// Handles the routes of the page. [any thread, between start and stop]
class SettingsPage
{
public:
	explicit SettingsPage(const CompanySettings& settings): _settings(settings) {}
	sx::Result<> declare(sx::Registry& registry);
	void start(sx::Context& context) { _pages = &context.pages(); }

private:
	sx::Result<sx::Response> show(sx::Request& request) const;
	sx::Result<sx::Response> save(sx::Request& request) const;
	sx::Result<sx::Response> reset(sx::Request& request) const;

	/// Renders the page. refused: names of the settings whose typed values are not allowed. typed: the changes that
	/// were submitted, shown again in place of the current values.
	sx::Result<sx::Response> page(sx::Request& request,
		const std::vector<sx::TenantSetting>& all,
		const std::vector<std::string>& refused,
		const std::vector<SettingChange>& typed) const;
	sx::Value viewOf(
		sx::Request& request, const sx::TenantSetting& setting, const std::string& value, bool isRefused) const;
	std::string shown(sx::Request& request, const sx::TenantSetting& setting, const std::string& value) const;
	std::string rangeOf(sx::Request& request, const sx::TenantSetting& setting) const;
	std::string word(
		sx::Request& request, const std::string& key, const sx::Value& arguments = sx::Value::object({})) const;

	const CompanySettings& _settings;
	const sx::Pages* _pages = nullptr;
};

}
