// Answers POST /api/v1/quote: what an order costs, for anybody.
#pragma once
#include "services/Pricing.h"
#include "sx/routes.h"

namespace sx::billing {

class QuoteEndpoint
{
public:
	explicit QuoteEndpoint(const Pricing& pricing): _pricing(pricing) {}
	static Routes<QuoteEndpoint> routes();

private:
	Result<Response> quote(Request& request) const;

	const Pricing& _pricing;
};

}
