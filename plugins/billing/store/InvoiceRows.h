// Stores invoices, the numbers of those who sell, and who pays.
#pragma once
#include "domain/Invoice.h"
#include "sx/sql.h"

namespace sx::billing {

/// Says who pays a company's subscription, and how.
struct Account
{
	TenantId seller;
	std::string company, person, address, phone, postalCode;
	std::string timeZone;                     // in which its days begin; IANA name
	std::string gateway{}, method{}, card{};  // gateway: empty for a trial; method: the gateway's token
	int anchor = 1;                           // day of the month of renewals
	int attempts = 0;                         // how often the open payment was refused
	Instant methodSince{};                    // when the checkout was begun that gave the method
	std::string charging{};                   // JSON of the charge of which nobody knows yet what became; empty: none
};

/// Is an invoice's row. document: JSON.
struct InvoiceRow
{
	std::string id;
	std::int64_t number = 0;
	TenantId seller;
	Instant issued{};
	std::int64_t total = 0;
	std::string credits{}, document{};
};

namespace invoice_rows {

/// Takes the next number of a company that sells, for the transaction's company.
Result<std::int64_t> takeNumber(Sql& sql, const TenantId& seller);
Result<> insert(Sql& sql, const InvoiceRow& row);
/// Returns an invoice of the transaction's company. Errors: Missing.
Result<InvoiceRow> byId(Sql& sql, std::string_view id);
/// Lists the company's invoices from a number down, the newest first. before: 0 for the first part.
Result<std::vector<InvoiceRow>> list(Sql& sql, std::int64_t before, int limit);
/// Returns the credit note that takes an invoice back; empty: none does.
Result<std::string> creditOf(Sql& sql, std::string_view id);

/// Returns who pays the company's subscription. Errors: Missing.
Result<Account> account(Sql& sql);
/// Sets who pays, and how.
Result<> putAccount(Sql& sql, const Account& account);

}

}
