// Holds and checks what a customer types to order (row E4).
#pragma once
#include "sx/licensing/Plans.h"

#include <string>
#include <vector>

namespace sx::billing {

/// Pays nothing for some days, then chooses; beside the names of gateways in OrderForm::pay.
inline constexpr std::string_view kTrial = "trial";

/// Is what was typed, as it was typed.
struct OrderForm
{
	std::string firstName, lastName, address;
	std::string ownPlan;  // of the licence that the customer takes themself; empty: none
	std::string company, phone, postalCode, subDomain, discountCode;
	std::string pay;  // kTrial, or the name of a gateway
	bool acceptsTerms = false;
};

/// Names a field of the form, by its element's id, and the word that says what is wrong with it.
struct Fault
{
	std::string field, key;
	Value arguments{};  // of the word
};

/// Checks what needs neither catalogue nor database: names, address, telephone, company, terms. Returns all that is
/// wrong, in the order of the form. isLive: it is still being typed, so that what is empty is not wrong yet.
std::vector<Fault> faultsOf(const OrderForm& form, bool isLive);

}
