// Implements directory.person_data/1: tells, exports and erases a person's API keys.
#pragma once
#include "sx/directory/Directory.h"

namespace sx::api_keys {

/// Made before start(), because directory collects it. [any thread; begin: main thread]
class KeyData final: public directory::PersonData
{
public:
	/// Tells it the plugin's words, which must live as long as this object is called.
	void begin(const Pages& pages) noexcept { _pages = &pages; }

	std::string_view name() const noexcept override { return "api_keys"; }
	Result<std::vector<directory::Loss>> lossesOf(
		Sql& sql, const UserId& user, const Language& language) const noexcept override;
	Result<Value> exportOf(Sql& sql, const UserId& user) const noexcept override;
	Result<> erase(Sql& sql, const UserId& user) noexcept override;

private:
	const Pages* _pages = nullptr;
};

}
