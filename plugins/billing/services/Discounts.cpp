#include "services/Discounts.h"

#include "domain/Wrong.h"
#include "sx/time.h"
#include "sx/typed.h"

namespace sx::billing {

namespace {

constexpr std::string_view kPurpose = "billing.discount";
constexpr std::string_view kAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
constexpr std::size_t kLength = 12;  // 59 bits
Result<> check(const Discounts::Wanted& wanted)
{
	const auto& [percent, cents] = wanted.discount;
	if (percent < 0 || percent > 100) return invalid("percent", "0 to 100");
	if (cents < 0 || cents > 100'000'000) return invalid("cents", "0 to 100000000");
	if ((percent == 0) == (cents == 0)) return invalid("percent", "either a percentage or cents");
	if (wanted.uses && *wanted.uses < 1) return invalid("uses", "at least 1");
	if (wanted.starts && wanted.ends && *wanted.ends <= *wanted.starts) return invalid("to", "before it starts");
	return {};
}

}

Result<Discounts::Made> Discounts::add(const TenantId& tenant, const Wanted& wanted) const
{
	if (auto fits = check(wanted); !fits) return fits.error();
	const auto& keys = _context.keys();
	const Made made{keys.uuid(), keys.code(kAlphabet, kLength)};
	const DiscountRow row{.id = made.id,
		.mac = keys.toBase64Url(keys.mac(kPurpose, tenant.value + made.code).value),
		.discount = wanted.discount,
		.starts = wanted.starts.value_or(_context.clock().now()),
		.ends = wanted.ends,
		.usesLeft = wanted.uses};
	auto stored = _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		if (auto added = discount_rows::insert(sql, row); !added) return added;
		return record(sql,
			"billing.discount_added",
			made.id,
			Value::object({{"percent", row.discount.percent}, {"cents", row.discount.cents}}));
	});
	if (!stored) return stored.error();
	return made;
}

Result<std::vector<DiscountRow>> Discounts::all(const TenantId& tenant) const
{
	return _context.store().read(tenant, discount_rows::all);
}

Result<> Discounts::remove(const TenantId& tenant, const std::string& id) const
{
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		if (auto gone = discount_rows::remove(sql, id); !gone) return gone;
		return record(sql, "billing.discount_removed", id, {});
	});
}

Result<Discounts::Found> Discounts::find(const TenantId& tenant, std::string_view code, std::string_view zone) const
{
	auto rows = all(tenant);
	if (!rows) return rows.error();
	const auto& keys = _context.keys();
	const auto data = tenant.value + typedCode(code, kAlphabet, kLength);
	const auto now = _context.clock().now();
	// Every row is compared, whatever was found, so that the time tells nothing.
	std::optional<DiscountRow> found;
	for (const auto& row: *rows)
		if (auto mac = keys.fromBase64Url(row.mac); mac && keys.matches(kPurpose, data, *mac)) found = row;
	if (!found) return wrong("discount_code", "discount_code", "unknown_discount");
	const auto dayOf = [&](Instant at) { return Value::object({{"when", isoDay(_context.pages().dayAt(zone, at))}}); };
	if (now < found->starts) return wrong("discount_code", "discount_early", "discount_early", dayOf(found->starts));
	if (found->ends && now >= *found->ends)
		return wrong("discount_code", "discount_expired", "discount_expired", dayOf(*found->ends));
	if (found->usesLeft && *found->usesLeft <= 0) return wrong("discount_code", "discount_used", "discount_used");
	return Found{found->id, found->discount};
}

Result<> Discounts::record(Sql& sql, std::string kind, const std::string& id, Value details) const
{
	if (!_journal) return {};
	return _journal->append(sql, {.kind = std::move(kind), .subject = id, .details = std::move(details)});
}

}
