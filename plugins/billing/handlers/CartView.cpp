#include "handlers/CartView.h"

namespace sx::billing {

namespace {

Value listOf(const std::vector<CartView::Choice>& choices, const std::string& group)
{
	Value::List out;
	for (const auto& each: choices)
		out.push_back(Value::object({{"id", group + "-" + each.value},
			{"value", each.value},
			{"title", each.title},
			{"text", each.text},
			{"isChosen", each.isChosen}}));
	return out;
}

/// Is a field of the form, as the partial shop-field shows it.
struct Field
{
	const char *id, *type, *autocomplete, *inputmode;
	int most;
	const std::string& value;
	bool isOptional = false;
	std::string help{};
};

}

Value CartView::value(const RequestWords& words) const
{
	const auto errorOf = [&](const std::string& field) {
		const auto found = errors.find(field);
		return found == errors.end() ? std::string() : found->second;
	};
	const auto fieldOf = [&](const Field& field) {
		const auto error = errorOf(field.id);
		return Value::object({{"id", field.id},
			{"label", words(std::string("cart.field.") + field.id)},
			{"type", field.type},
			{"autocomplete", field.autocomplete},
			{"inputmode", field.inputmode},
			{"most", field.most},
			{"value", field.value},
			{"isOptional", field.isOptional},
			{"help", field.help},
			{"isWrong", !error.empty()},
			{"error", error}});
	};
	Value::List items, amounts;
	for (const auto& each: lines)
		items.push_back(Value::object({{"plan", each.plan},
			{"name", each.name},
			{"requests", each.requests},
			{"capacity", each.capacity},
			{"quantity", each.quantity},
			{"price", each.price},
			{"less", each.less},
			{"more", each.more},
			{"count", each.count},
			{"remove", each.remove}}));
	for (const auto& each: sums) amounts.push_back(Value::object({{"name", each.name}, {"amount", each.amount}}));
	std::vector<FieldError> summed;
	if (isSent)
		for (const char* field: {"first_name",
				 "last_name",
				 "address",
				 "own_plan",
				 "company",
				 "phone",
				 "subdomain",
				 "postal_code",
				 "discount_code",
				 "pay",
				 "terms",
				 "form"})
			summed.push_back({field, errorOf(field)});
	return Value::object({{"title", title},
		{"errorTitle", errorTitle},
		{"subtitle", subtitle},
		{"frame", "sx-public-wide"},
		{"scripts", Value::List{"shop.js"}},
		{"isError", isSent && !errors.empty()},
		{"summary", errorSummaryView(words, summed)},
		{"hasItems", !lines.empty()},
		{"empty",
			Value::object({{"title", words("cart.empty.title")},
				{"text", words("cart.empty.text")},
				{"act", Value::object({{"word", words("cart.empty.act")}, {"path", "/plans"}})}})},
		{"items", std::move(items)},
		{"isYear", isYear},
		{"firstName", fieldOf({"first_name", "text", "given-name", "text", 100, form.firstName})},
		{"lastName", fieldOf({"last_name", "text", "family-name", "text", 100, form.lastName})},
		{"address",
			fieldOf({"address", "email", "email", "email", 254, form.address, false, words("cart.address_help")})},
		{"company", fieldOf({"company", "text", "organization", "text", 200, form.company})},
		{"phone", fieldOf({"phone", "tel", "tel", "tel", 40, form.phone})},
		{"postalCode", fieldOf({"postal_code", "text", "postal-code", "text", 10, form.postalCode, false, province})},
		{"discountCode", fieldOf({"discount_code", "text", "off", "text", 40, form.discountCode, true})},
		{"subDomain", form.subDomain},
		{"domain", domain},
		{"portal", portal},
		{"isSubDomainWrong", !errorOf("subdomain").empty()},
		{"subDomainError", errorOf("subdomain")},
		{"plans", listOf(plans, "own")},
		{"isNone", form.ownPlan.empty()},
		{"ways", listOf(ways, "pay")},
		{"wayError", fieldErrorView("pay", errorOf("pay"))},
		{"formError", errorOf("form").empty() ? Value() : Value::object({{"text", errorOf("form")}})},
		{"acceptsTerms", form.acceptsTerms},
		{"termsLabel", termsLabel},
		{"terms", termsUrl.empty() ? Value() : Value::object({{"url", termsUrl}})},
		{"isTermsWrong", !errorOf("terms").empty()},
		{"termsError", fieldErrorView("terms", errorOf("terms"))},
		{"summaryTitle", summaryTitle},
		{"sums", std::move(amounts)},
		{"isCounted", isCounted},
		{"total", total},
		{"note", note},
		{"button", button}});
}

}
