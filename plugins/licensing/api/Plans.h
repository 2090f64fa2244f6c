// Offers the plans that can be bought: names, prices, what each gives and how much of it (row E1).
#pragma once
#include "sx/plugin.h"

#include <map>
#include <string>
#include <vector>

namespace sx::licensing {

/// Holds a text in the languages of the server, by short tag: "fr" and "en", and others as the operator wrote them.
using Words = InEach<std::string>;

/// Returns a text in a language; the English one where a further language has none.
inline std::string textIn(const Language& language, const Words& words)
{
	const auto* text = pickFor(language, words);
	return text ? *text : std::string();
}

/// Says how often a subscription is billed.
enum class Period { Month, Year };

/// Describes a plan of one seat.
struct Plan
{
	std::string id;  // "avance"
	Words name, summary;
	std::int64_t monthPrice = 0, yearPrice = 0;  // minor units of the currency (cents), before taxes
	std::vector<std::string> features;           // names, in the order of the file; what it includes comes first
	std::map<std::string, std::int64_t, std::less<>> limits;  // by name; bytes or a number a month
	bool isRecommended = false;

	std::int64_t priceOf(Period period) const noexcept { return period == Period::Month ? monthPrice : yearPrice; }
};

/// Lists all that can be bought.
struct Catalogue
{
	std::string currency;  // ISO 4217
	int trialDays = 0;
	std::map<std::string, Words, std::less<>> features, limits;  // what their names mean
	std::vector<Plan> plans;                                     // the smallest first

	/// Returns a plan, or nullptr if there is none of that id.
	const Plan* find(std::string_view id) const noexcept
	{
		for (const auto& each: plans)
			if (each.id == id) return &each;
		return nullptr;
	}
};

/// Gives the catalogue that the operator configured. [any thread]
class Plans
{
public:
	static constexpr std::string_view kId = "licensing.plans/1";
	/// Returns the catalogue, which stays the same until the server stops.
	virtual const Catalogue& catalogue() const noexcept = 0;
protected:
	~Plans() = default;
};

}
