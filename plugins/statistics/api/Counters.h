// Counts what people do, per person and day, in the transaction of what happens.
#pragma once
#include "sx/plugin.h"

namespace sx::statistics {

/// Holds what happened on a day, or over many; each is a number of things.
struct Counts
{
	std::int64_t messages = 0;  // sealed things that were sent
	std::int64_t recipients = 0;
	std::int64_t files = 0;
	std::int64_t bytes = 0;        // of the files, sealed
	std::int64_t opened = 0;       // recipients who opened for the first time
	std::int64_t signedFiles = 0;  // files whose last signature was given
	std::int64_t signatures = 0;   // recipients who signed
};

/// [the transaction's thread]
class Counters
{
public:
	static constexpr std::string_view kId = "statistics.counters/1";
	/// Adds to what a person of the transaction's company did on the day that `at` is in the company's time zone.
	/// Does nothing for nobody (an empty id).
	virtual Result<> add(Sql& sql, const UserId& person, Instant at, const Counts& counts) noexcept = 0;
protected:
	~Counters() = default;
};

}
