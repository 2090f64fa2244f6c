// Implements directory.person_data/1 for licences: who is deleted frees their seat.
#pragma once
#include "sx/directory/Directory.h"

#include <optional>

namespace sx::licensing {

/// Tells, exports and frees a person's licence. Made before start(), because directory collects it.
class PersonLicence final: public directory::PersonData
{
public:
	/// Tells it what it needs, which must live as long as this object is called. [main thread]
	void begin(const Context& context) noexcept { _context = &context; }

	std::string_view name() const noexcept override { return "licensing"; }
	Result<std::vector<directory::Loss>> lossesOf(
		Sql& sql, const UserId& user, const Language& language) const noexcept override;
	Result<Value> exportOf(Sql& sql, const UserId& user) const noexcept override;
	Result<> erase(Sql& sql, const UserId& user) noexcept override;

private:
	const Context* _context = nullptr;
};

}
