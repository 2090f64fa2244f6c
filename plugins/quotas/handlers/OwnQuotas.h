// Shows people on My account what is left to them of the quotas that they use (product row D3).
#pragma once
#include "services/QuotaBook.h"
#include "sx/http.h"

namespace sx::quotas {

/// Fills the place auth.account. [any thread]
class OwnQuotas
{
public:
	OwnQuotas(const Context& context, const QuotaBook& book): _context(context), _book(book) {}

	/// Returns what templates/fragments/own.html.mustache shows: the person's quotas of which something is used,
	/// because a list of limits that nobody meets tells nobody anything.
	Value view(const Request& request) const;

private:
	const Context& _context;
	const QuotaBook& _book;
};

}
