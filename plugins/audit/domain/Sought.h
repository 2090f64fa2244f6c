// Says which entries of a journal somebody looks for.
#pragma once
#include "sx/base.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::audit {

/// Holds the filters of a list, as they were asked for; empty ones do not filter.
struct Sought
{
	std::string kind{};                   // "auth.signed_in"
	std::string actor{};                  // id, "server", or a part of a name or an address
	std::string subject{};                // id or its beginning, or a part of a name or an address
	std::optional<Instant> from{}, to{};  // at or after, before

	bool isEmpty() const noexcept { return kind.empty() && actor.empty() && subject.empty() && !from && !to; }
};

/// Is what one statement looks for: one actor and one subject at most, between two numbers.
struct Span
{
	std::string kind{};
	std::optional<std::string> actor{}, subject{};
	std::int64_t above = 0, below = 0;  // numbers, both excluded
	std::optional<Instant> from{}, to{};
};

/// Reports the last check of one chain.
struct Checked
{
	std::string chain;
	Instant at{};
	std::int64_t entries = 0;
	std::string fault;  // empty: every entry verifies
};

}
