#include "domain/Incident.h"

#include "sx/text.h"
#include "sx/time.h"

namespace sx::privacy {

Result<> check(const Incident& incident, const std::string& today)
{
	const std::pair<const char*, const std::string&> days[] = {{"happened", incident.happened},
		{"noticed", incident.noticed},
		{"told_authority", incident.toldAuthority},
		{"told_people", incident.toldPeople}};
	for (const auto& [field, day]: days)
	{
		if (day.empty()) continue;
		if (!dayOf(day)) return invalid(field, "not a day", "not_a_day");
		if (day > today) return invalid(field, "in the future", "in_the_future");
	}
	if (incident.noticed.empty()) return invalid("noticed", "missing", "missing");
	if (incident.what.empty()) return invalid("what", "missing", "missing");
	if (charactersIn(incident.what) > kMostCharacters) return invalid("what", "too long", "too_long");
	if (charactersIn(incident.measures) > kMostCharacters) return invalid("measures", "too long", "too_long");
	if (incident.people < 0 || incident.people > 1'000'000'000)
		return invalid("people", "no such number", "not_a_number");
	// A serious incident is told to the authority and to the people before it is closed.
	if (incident.isClosed && incident.isSerious && (incident.toldAuthority.empty() || incident.toldPeople.empty()))
		return invalid("is_closed", "serious and not told", "not_told");
	return {};
}

}
