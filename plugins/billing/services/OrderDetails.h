// Holds who orders what; it is sealed in the database.
#pragma once
#include "domain/Cart.h"
#include "sx/kit.h"

namespace sx::billing {

/// Is what a customer ordered, as it was checked and priced.
struct OrderDetails
{
	std::string firstName, lastName, address, company, phone, postalCode, province;
	std::string ownPlan;  // of the licence for the customer; empty: none
	std::string subDomain, termsVersion;
	Language language;
	Cart cart;
	std::optional<Discount> discount{};
	Quote quote;
	// Of a way to pay: who asks for it, and what they were shown to be due today, if the subscription is to be taken up
	// with it.
	UserId by{};
	std::optional<std::int64_t> takeUpFor{};

	Value value() const;
};

/// Reads what OrderDetails::value() wrote.
OrderDetails orderDetailsOf(const Value& value);

}
