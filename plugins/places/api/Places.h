// Says to which place a network address belongs.
#pragma once
#include "sx/plugin.h"

namespace sx::places {

/// Is a place in the words of one language. Both may be empty: nothing is known of the address.
struct Place
{
	std::string city, country;

	/// Returns "Montréal, Canada", or what is known of it.
	std::string text() const { return city + (city.empty() || country.empty() ? "" : ", ") + country; }
	bool empty() const noexcept { return city.empty() && country.empty(); }
};

/// Finds places. [any thread; microseconds] Since: SDK 1.0
class PlaceFinder
{
public:
	static constexpr std::string_view kId = "places.finder/1";
	/// Returns the place of a network address; an empty one if it is unknown, if the company has not turned places on
	/// (`places.shown`), or if the operator has given no database.
	virtual Place placeOf(
		const TenantId& tenant, std::string_view address, const Language& language) const noexcept = 0;
protected:
	~PlaceFinder() = default;
};

}
