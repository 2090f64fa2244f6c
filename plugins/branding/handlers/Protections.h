// Shows the settings that recipients meet in the form of a brand, and reads what it says of them. Their plugins own
// them.
#pragma once
#include "sx/directory/Settings.h"
#include "sx/views.h"

#include <string_view>
#include <vector>

namespace sx::branding {

/// Returns those of a company's settings that the form shows, in its order.
std::vector<TenantSetting> protectionsOf(std::vector<TenantSetting> settings);

/// Is the view of the form's protections. A setting that is locked, or that the reader may not change, shows its value.
struct ProtectionsView
{
	const RequestWords& words;
	const std::vector<TenantSetting>& settings;
	bool isEditable = false;
	const std::vector<directory::SettingChange>& typed;  // what was refused, to be shown again
	const std::vector<FieldError>& errors;

	Value::List values() const;
};

/// Returns what a submitted form changes; nothing of a setting that it did not show, or that is locked.
std::vector<directory::SettingChange> protectionChangesIn(
	const Value& form, const std::vector<TenantSetting>& settings);

/// Returns the id of a setting's field, which the page of all settings uses too: "messages-password_length".
std::string protectionIdOf(std::string_view name);

}
