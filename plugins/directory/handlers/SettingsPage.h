// Handles the page on which a company's administrators see and change its settings (rows D4, F7). The page is made from
// the schemas of all plugins.
#pragma once
#include "handlers/CompanySettings.h"

namespace sx::directory {

/// Handles the routes of the page. [any thread, between start and stop]
class SettingsPage
{
public:
	explicit SettingsPage(const CompanySettings& settings): _settings(settings) {}
	Result<> declare(Registry& registry);
	void start(Context& context) { _pages = &context.pages(); }

private:
	Result<Response> show(Request& request) const;
	Result<Response> save(Request& request) const;
	Result<Response> reset(Request& request) const;

	/// Renders the page. refused: names of the settings whose typed values are not allowed. typed: the changes that
	/// were submitted, shown again in place of the current values.
	Result<Response> page(Request& request,
		const std::vector<TenantSetting>& all,
		const std::vector<std::string>& refused,
		const std::vector<SettingChange>& typed) const;
	Value viewOf(Request& request, const TenantSetting& setting, const std::string& value, bool isRefused) const;
	std::string shown(Request& request, const TenantSetting& setting, const std::string& value) const;
	std::string rangeOf(Request& request, const TenantSetting& setting) const;
	std::string word(Request& request, const std::string& key, const Value& arguments = Value::object({})) const;

	const CompanySettings& _settings;
	const Pages* _pages = nullptr;
};

}
