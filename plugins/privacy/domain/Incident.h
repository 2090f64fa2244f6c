// Defines a confidentiality incident, as Quebec's Law 25 (register of incidents) and the GDPR (article 33) ask for it.
#pragma once
#include "sx/base.h"
#include "sx/result.h"

#include <optional>
#include <string>

namespace sx::privacy {

struct IncidentTag;
using IncidentId = Id<IncidentTag>;

struct Incident
{
	IncidentId id{};
	std::string happened{}, noticed{};  // ISO days; happened: empty if it is not known
	std::string what{}, measures{};
	std::int64_t people = 0;
	bool isSerious = false;
	std::string toldAuthority{}, toldPeople{};  // ISO days; empty: not told
	bool isClosed = false;
	Instant changed{};
	bool operator==(const Incident&) const = default;
};

inline constexpr std::size_t kMostCharacters = 4000;

/// Checks what somebody entered. Errors: Invalid with field (noticed, what, measures, happened, told_authority,
/// told_people, people, is_closed) and problem (missing, not_a_day, too_long, in_the_future, not_told).
Result<> check(const Incident& incident, const std::string& today);

}
