// Issues invoices and credit notes, and lists them (row D14).
#pragma once
#include "store/InvoiceRows.h"
#include "sx/plugin.h"

namespace sx::billing {

/// Is an invoice, and what is still to be paid of it, in cents; negative: of a credit note, what is still to be given
/// back.
struct Listed
{
	Invoice invoice;
	std::int64_t open = 0;
};

/// Keeps companies' invoices. An invoice never changes: a credit note takes it back. [any thread]
class Invoices
{
public:
	Invoices(
		const Context& context, const licensing::Plans& plans, licensing::Ledger& ledger, const TenantSource& tenants):
		_context(context),
		_plans(plans), _ledger(ledger), _tenants(tenants)
	{
	}

	/// Issues an invoice to the transaction's company with the next number of who sells, and writes its lines and taxes
	/// into the ledger. Errors: Missing (no subscription, no such company).
	Result<Invoice> issue(
		Sql& sql, const Account& account, const Bill& bill, licensing::Period period, Instant now) const;
	/// Takes an invoice back with a credit note; what was open of it is settled. Errors: Missing, Conflict `credited`
	/// (it was, or is a credit note).
	Result<Invoice> credit(Sql& sql, const Account& account, const std::string& id, Instant now) const;
	/// Writes a payment into the ledger. Errors: Missing.
	Result<> pay(Sql& sql, const std::string& id, std::int64_t cents, const std::string& reference, Instant now) const;

	/// Lists a company's invoices and credit notes from a number down, the newest first. before: 0 for the first part.
	Result<std::vector<Listed>> list(const TenantId& tenant, std::int64_t before, int limit) const;
	Result<std::vector<Listed>> list(Sql& sql, std::int64_t before, int limit) const;
	/// Returns one. Errors: Missing.
	Result<Listed> one(const TenantId& tenant, const std::string& id) const;
	Result<Listed> one(Sql& sql, const std::string& id) const;

private:
	Result<Listed> listed(Sql& sql, const InvoiceRow& row) const;
	Result<> store(Sql& sql, const Account& account, Invoice& invoice) const;

	const Context& _context;
	const licensing::Plans& _plans;
	licensing::Ledger& _ledger;
	const TenantSource& _tenants;
};

}
