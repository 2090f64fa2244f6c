// Gives people their entries of the journal, and forgets what is older than the company keeps.
#pragma once
#include "services/ChainedJournal.h"
#include "sx/directory/Directory.h"
#include "sx/privacy/Retention.h"

namespace sx::audit {

/// Implements directory.person_data/1 and privacy.retention/1. [the transaction's thread]
class PersonJournal final: public directory::PersonData, public privacy::Retention
{
public:
	/// Begins to answer; before, nothing is kept.
	void begin(const Context& context, ChainedJournal& journal) noexcept
	{
		_context = &context;
		_journal = &journal;
	}
	void end() noexcept { _context = nullptr; }

	std::string_view name() const noexcept override { return "audit"; }
	std::string label(const Language& language) const override;

	/// Returns nothing: the journal is a chain, and keeps what was done under an id.
	Result<std::vector<directory::Loss>> lossesOf(Sql&, const UserId&, const Language&) const noexcept override
	{
		return std::vector<directory::Loss>{};
	}
	/// Returns the newest entries of what a person did, and of what was done to them.
	Result<Value> exportOf(Sql& sql, const UserId& user) const noexcept override;
	Result<> erase(Sql&, const UserId&) noexcept override { return {}; }

	Result<std::int64_t> forgetBefore(Sql& sql, Instant before, int most) noexcept override;

private:
	const Context* _context = nullptr;
	ChainedJournal* _journal = nullptr;
};

}
