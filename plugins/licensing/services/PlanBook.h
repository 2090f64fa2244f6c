// Keeps the catalogue that was read at the start.
#pragma once
#include "sx/licensing/Plans.h"

namespace sx::licensing {

class PlanBook final: public Plans
{
public:
	explicit PlanBook(Catalogue catalogue): _catalogue(std::move(catalogue)) {}
	const Catalogue& catalogue() const noexcept override { return _catalogue; }

private:
	const Catalogue _catalogue;
};

/// Returns a text in a language; the file of plans has every text in each language of the product.
inline std::string textIn(const Language& language, const Words& words)
{
	const auto found = words.find(language.shortTag());
	return found == words.end() ? std::string() : found->second;
}

}
