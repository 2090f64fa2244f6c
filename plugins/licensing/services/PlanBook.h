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

}
