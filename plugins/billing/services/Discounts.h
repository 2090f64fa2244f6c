// Makes and finds discount codes.
#pragma once
#include "store/DiscountRows.h"
#include "sx/audit/Audit.h"

namespace sx::billing {

/// Keeps the discount codes of companies that sell. [any thread]
class Discounts
{
public:
	/// journal: may be null.
	Discounts(const Context& context, audit::Journal* journal): _context(context), _journal(journal) {}

	/// Describes a discount to make.
	struct Wanted
	{
		Discount discount;
		std::optional<Instant> starts{}, ends{};  // none: from now on, and until it is removed
		std::optional<std::int64_t> uses{};       // none: any number
	};
	/// Holds a new discount: its id, and the code that is shown once.
	struct Made
	{
		std::string id, code;
	};
	/// Makes a discount and records it in the journal. Errors: Invalid (nothing is taken off, or more than all; it ends
	/// before it starts), Conflict (too many).
	Result<Made> add(const TenantId& tenant, const Wanted& wanted) const;
	/// Returns all discounts of a company, the newest first.
	Result<std::vector<DiscountRow>> all(const TenantId& tenant) const;
	/// Removes a discount and records it in the journal. Errors: Missing.
	Result<> remove(const TenantId& tenant, const std::string& id) const;
	/// Is a discount that a code names.
	struct Found
	{
		std::string id;
		Discount discount;
	};
	/// Returns what a code takes off now; it is read as sx/typed.h reads typed codes.
	/// zone: in which days are named. Errors: Invalid with field "discount_code": `unknown_discount`, or, to who knows
	/// the code, `discount_early`, `discount_expired` or `discount_used`.
	Result<Found> find(const TenantId& tenant, std::string_view code, std::string_view zone) const;

private:
	Result<> record(Sql& sql, std::string kind, const std::string& id, Value details) const;

	const Context& _context;
	audit::Journal* const _journal;
};

}
