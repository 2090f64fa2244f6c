// Holds an invoice in the words of one language, as a page and a PDF show it.
#pragma once
#include <string>
#include <vector>

namespace sx::billing {

struct Sheet
{
	struct Line
	{
		std::string what, when, quantity, price, amount;
	};
	/// Is a sum below the lines; the last one is the total.
	struct Sum
	{
		std::string label, amount;
	};
	std::string title, fileName;  // "Facture 000042"
	std::string language;         // "fr"
	std::string sellerName;
	std::vector<std::string> sellerLines{};
	std::string customerLabel, customerName;
	std::vector<std::string> customerLines{};
	std::vector<Sum> facts{};                   // number, day, what it takes back: label and value
	std::string what, quantity, price, amount;  // heads of the columns
	std::vector<Line> lines{};
	std::vector<Sum> sums{};
	std::string state;  // "Payée", "À payer : 8,04 $"
	std::string page;   // "Page"
};

}
