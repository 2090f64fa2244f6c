#include "domain/Session.h"

#include "sx/url.h"

#include <algorithm>

namespace sx::stripe {

namespace {

using billing::Payment;
using billing::PaymentState;

std::string capitals(std::string text)
{
	std::transform(text.begin(), text.end(), text.begin(), [](char c) {
		return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
	});
	return text;
}

/// Returns the id of what Stripe names by id alone or in full.
std::string idOf(const Value& value) { return value.isText() ? value.text() : value["id"].text(); }

/// Returns brand and last digits: "visa 4242".
std::string cardOf(const Value& method)
{
	const auto& card = method["card"];
	auto brand = card["brand"].text();
	if (brand.empty() || card["last4"].text().empty()) return {};
	brand.front() = capitals(brand.substr(0, 1)).front();
	return brand + " " + card["last4"].text();
}

void keep(Payment& out, const Value& customer, const Value& method)
{
	if (idOf(customer).empty() || idOf(method).empty()) return;
	out.method = idOf(customer) + ":" + idOf(method);
	out.card = cardOf(method);
}

PaymentState stateOfIntent(const std::string& status)
{
	if (status == "succeeded") return PaymentState::Paid;
	if (status == "canceled" || status == "requires_payment_method" || status == "requires_action")
		return PaymentState::Failed;
	return PaymentState::Waiting;
}

}

billing::Payment paymentOfSession(const Value& session)
{
	Payment out{.order = session["client_reference_id"].text(),
		.reference = session["id"].text(),
		.amount = session["amount_total"].integer(),
		.currency = capitals(session["currency"].text())};
	const auto& paid = session["payment_status"].text();
	const auto& status = session["status"].text();
	const auto& intent = session["payment_intent"].isObject() ? session["payment_intent"] : session["setup_intent"];
	if (paid == "paid" || (paid == "no_payment_required" && status == "complete"))
		out.state = PaymentState::Paid;
	else if (status == "expired")
		out.state = PaymentState::Failed;
	else if (status == "complete")
		out.state = stateOfIntent(intent["status"].text());
	keep(out, session["customer"], intent["payment_method"]);
	return out;
}

billing::Payment paymentOfIntent(const Value& intent)
{
	Payment out{.order = intent["metadata"]["order"].text(),
		.reference = intent["id"].text(),
		.state = stateOfIntent(intent["status"].text()),
		.amount = intent["amount"].integer(),
		.currency = capitals(intent["currency"].text())};
	keep(out, intent["customer"], intent["payment_method"]);
	return out;
}

Kept keptOf(std::string_view token)
{
	const auto colon = std::min(token.find(':'), token.size());
	return {std::string(token.substr(0, colon)), std::string(token.substr(std::min(colon + 1, token.size())))};
}

std::string formOf(const std::vector<std::pair<std::string, std::string>>& fields)
{
	std::string out;
	for (const auto& [name, value]: fields)
	{
		if (!out.empty()) out += '&';
		out += encodeUrl(name, "[]") + '=' + encodeUrl(value);
	}
	return out;
}

}
