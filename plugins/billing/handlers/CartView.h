// Holds what the page of the cart shows.
#pragma once
#include "domain/OrderForm.h"
#include "sx/views.h"

#include <map>

namespace sx::billing {

/// Is the view of templates/pages/cart.html.mustache. Texts are in the reader's language.
struct CartView
{
	struct Line
	{
		std::string plan, name, requests, capacity, quantity, price, less, more, count, remove;
	};
	struct Choice
	{
		std::string value, title, text;
		bool isChosen = false;
	};
	struct Sum
	{
		std::string name, amount;
	};

	std::string title, errorTitle, subtitle, domain, termsLabel, termsUrl, summaryTitle, note, button, province;
	std::string portal;  // what is said of the sub-domain
	OrderForm form;
	bool isYear = false, isCounted = false;  // isCounted: taxes are in the total
	std::vector<Line> lines{};
	std::vector<Choice> plans{}, ways{};
	std::vector<Sum> sums{};
	std::string total;
	std::map<std::string, std::string> errors{};  // text of each field that is wrong
	bool isSent = false;                          // the errors are summed up above

	Value value(const RequestWords& words) const;
};

}
