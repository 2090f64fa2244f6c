// Describes a banner about maintenance or an outage, and when it shows.
#pragma once
#include "sx/base.h"
#include "sx/enums.h"
#include "sx/languages.h"
#include "sx/result.h"

#include <optional>
#include <string>

namespace sx::notices {

enum class Level { Info, Maintenance, Outage };
inline constexpr auto kLevels = enumWords<Level>(
	{{Level::Info, "info"}, {Level::Maintenance, "maintenance"}, {Level::Outage, "outage"}});

struct Banner
{
	TenantId tenant{};  // empty: the whole deployment's
	std::string id{};
	Level level = Level::Info;
	InEach<std::string> texts{};
	Instant starts{};
	std::optional<Instant> ends{};  // nothing: until it is removed

	bool shows(Instant now) const noexcept { return starts <= now && (!ends || now < *ends); }
	bool operator==(const Banner&) const = default;
};

/// Checks what was typed: a text of at most 300 characters without control characters in French and in English, and in
/// another language if it has one, and an end after the start. Errors: Invalid with the language's short tag as field,
/// or "ends".
Result<> check(const Banner& banner);

}
