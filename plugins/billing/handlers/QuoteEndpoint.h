// Answers POST /api/v1/quote: what an order costs, for anybody.
#pragma once
#include "services/Discounts.h"
#include "sx/routes.h"

namespace sx::billing {

class QuoteEndpoint
{
public:
	QuoteEndpoint(
		const Context& context, const licensing::Plans& plans, const TaxTable& taxes, const Discounts& discounts):
		_context(context),
		_plans(plans), _taxes(taxes), _discounts(discounts)
	{
	}
	static Routes<QuoteEndpoint> routes();

private:
	Result<Response> quote(Request& request) const;

	const Context& _context;
	const licensing::Plans& _plans;
	const TaxTable& _taxes;
	const Discounts& _discounts;
};

}
