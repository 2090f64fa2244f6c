#include "domain/OrderForm.h"

#include "sx/address.h"
#include "sx/text.h"

#include <algorithm>

namespace sx::billing {

namespace {

constexpr std::size_t kMostOfName = 100, kMostOfCompany = 200;

bool isName(std::string_view text, std::size_t most)
{
	const bool isBlank = text.find_first_not_of(' ') == std::string_view::npos;
	return !isBlank && charactersIn(text) <= most &&
		std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

/// Tells whether a text could be a telephone number, with or without extension, as people write them.
bool isPhone(std::string_view text)
{
	const auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
	return digits >= 7 && digits <= 20 && isName(text, 40);
}

}

std::vector<Fault> faultsOf(const OrderForm& form, bool isLive)
{
	std::vector<Fault> out;
	const auto check = [&](const char* field, const std::string& text, bool isFine) {
		if (isFine || (isLive && text.empty())) return;
		out.push_back({field, std::string("order.error.") + field, {}});
	};
	check("first_name", form.firstName, isName(form.firstName, kMostOfName));
	check("last_name", form.lastName, isName(form.lastName, kMostOfName));
	check("address", form.address, mailAddress(form.address).has_value());
	check("company", form.company, isName(form.company, kMostOfCompany));
	check("phone", form.phone, isPhone(form.phone));
	if (!isLive && !form.acceptsTerms) out.push_back({"terms", "order.error.terms", {}});
	return out;
}

}
