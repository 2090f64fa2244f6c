// Names time zones as people know them: by a city and by what its time is called.
#pragma once
#include "sx/kit.h"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace sx::pages {

/// Lists and names time zones in both languages, and caches the lists. [any thread]
class Zones
{
public:
	Zones();
	~Zones();

	/// Implements Pages::timeZones.
	const std::vector<ZoneName>& all(const Language& language) const;
	/// Implements Pages::timeZone.
	std::optional<ZoneName> find(const Language& language, std::string_view zone) const;

private:
	struct State;
	std::unique_ptr<State> _state;
};

}
