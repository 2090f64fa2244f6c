// Shows people on My account what they did this month (product rows D3, J8).
#pragma once
#include "services/StatisticsBook.h"
#include "sx/http.h"

namespace sx::statistics {

/// Fills the place auth.account. [any thread]
class OwnStatistics
{
public:
	OwnStatistics(const Context& context, const StatisticsBook& book): _context(context), _book(book) {}

	/// Returns what templates/fragments/own.html.mustache shows.
	Value view(const Request& request) const;

private:
	const Context& _context;
	const StatisticsBook& _book;
};

}
