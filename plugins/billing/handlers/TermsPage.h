// Shows /terms: the terms of use, in the version that is accepted now or in an earlier one (row E4).
#pragma once
#include "domain/Terms.h"
#include "sx/routes.h"

namespace sx::billing {

class TermsPage
{
public:
	static constexpr const char* kPath = "/terms";

	TermsPage(const Context& context, const std::vector<TermsOfUse>& terms): _context(context), _terms(terms) {}
	static Routes<TermsPage> routes();

private:
	Result<Response> show(Request& request) const;

	const Context& _context;
	const std::vector<TermsOfUse>& _terms;
};

}
