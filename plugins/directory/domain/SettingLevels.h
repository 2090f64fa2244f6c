// Names the levels of settings, in the journal and on the wire.
#pragma once
#include "sx/enums.h"
#include "sx/settings.h"

namespace sx::directory {

inline constexpr auto kSettingLevels = enumWords<SettingLevel>({{SettingLevel::Default, "default"},
	{SettingLevel::File, "file"},
	{SettingLevel::Environment, "environment"},
	{SettingLevel::Company, "company"},
	{SettingLevel::Group, "group"},
	{SettingLevel::User, "user"}});

}
