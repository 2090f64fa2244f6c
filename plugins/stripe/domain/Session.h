// Reads what Stripe says of checkouts and payments.
#pragma once
#include "sx/billing/PaymentGateway.h"

namespace sx::stripe {

/// Reads a Checkout Session whose payment_intent, setup_intent and their payment_method are expanded.
billing::Payment paymentOfSession(const Value& session);

/// Reads a PaymentIntent whose payment_method is expanded, or is not.
billing::Payment paymentOfIntent(const Value& intent);

/// Splits the token of a kept method, which is "CUSTOMER:METHOD", because Stripe charges a method for its customer
/// only.
struct Kept
{
	std::string customer, method;
};
Kept keptOf(std::string_view token);

/// Writes a form, application/x-www-form-urlencoded.
std::string formOf(const std::vector<std::pair<std::string, std::string>>& fields);

}
