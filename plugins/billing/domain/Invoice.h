// Describes an invoice or a credit note, as it was issued (row D14).
#pragma once
#include "domain/Bill.h"

namespace sx::billing {

/// Says who sells or buys, as it stands on the invoice. lines: address, tax numbers.
struct Party
{
	std::string name;
	std::vector<std::string> lines{};
};

/// Is an invoice, or the credit note of one. It never changes once it is issued; whether it is paid, the ledger says.
struct Invoice
{
	std::string id;
	std::int64_t number = 0;  // gapless, of the company that sells
	bool isCredit = false;
	std::string credits{};  // the invoice that a credit note takes back: its id
	std::int64_t creditsNumber = 0;
	Instant issued{};
	Day day{};  // of issuing, in the customer's time zone
	Party seller, customer;
	std::string province, currency;
	licensing::Period period = licensing::Period::Month;
	Bill bill;
};

/// Writes a number as invoices show it: six digits or more, "000042".
inline std::string invoiceNumber(std::int64_t number)
{
	auto text = std::to_string(number);
	return text.size() < 6 ? std::string(6 - text.size(), '0') + text : text;
}

}
