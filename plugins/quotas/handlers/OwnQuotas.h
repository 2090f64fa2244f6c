// Shows what is left to a person of the quotas that they use: to themself (product row D3), to who manages people
// (D10).
#pragma once
#include "services/QuotaBook.h"
#include "sx/http.h"

namespace sx::quotas {

/// Fills the places auth.account and directory.person. [any thread]
class OwnQuotas
{
public:
	OwnQuotas(const Context& context, const QuotaBook& book): _context(context), _book(book) {}

	/// Returns what templates/fragments/own.html.mustache shows: the person's quotas of which something is used,
	/// because a list of limits that nobody meets tells nobody anything.
	Value view(const Request& request) const;
	/// Returns the same of the person whom the address names, for who may read the page of quotas.
	Value viewOfPerson(const Request& request) const;

private:
	Value viewOf(const Request& request, const UserId& user, const char* place) const;

	const Context& _context;
	const QuotaBook& _book;
};

}
