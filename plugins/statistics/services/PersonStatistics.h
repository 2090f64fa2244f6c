// Tells, exports and erases what is counted of a person, and forgets old days.
#pragma once
#include "sx/directory/Directory.h"
#include "sx/privacy/Retention.h"

namespace sx::statistics {

/// Implements directory.person_data/1 and privacy.retention/1. [the transaction's thread]
class PersonStatistics final: public directory::PersonData, public privacy::Retention
{
public:
	/// Begins to answer; before, nothing is kept.
	void begin(const Context& context) noexcept { _context = &context; }
	void end() noexcept { _context = nullptr; }

	std::string_view name() const noexcept override { return "statistics"; }
	Result<std::vector<directory::Loss>> lossesOf(
		Sql& sql, const UserId& user, const Language& language) const noexcept override;
	Result<Value> exportOf(Sql& sql, const UserId& user) const noexcept override;
	Result<> erase(Sql& sql, const UserId& user) noexcept override;

	std::string label(const Language& language) const override;
	Result<std::int64_t> forgetBefore(Sql& sql, Instant before, int most) noexcept override;

private:
	const Context* _context = nullptr;
};

}
