#include "services/PersonLicence.h"

#include "store/LicenceRows.h"
#include "store/MeterRows.h"
#include "sx/time.h"

namespace sx::licensing {

Result<std::vector<directory::Loss>> PersonLicence::lossesOf(Sql&, const UserId&, const Language&) const noexcept
{
	return std::vector<directory::Loss>{};  // the seat stays the company's, free for another person
}

Result<Value> PersonLicence::exportOf(Sql& sql, const UserId& user) const noexcept
{
	auto licence = licence_rows::licenceOf(sql, user);
	if (!licence) return licence.error();
	if (!*licence) return Value();
	return Value::object({{"plan", (*licence)->plan}, {"since", isoTime((*licence)->since)}});
}

Result<> PersonLicence::erase(Sql& sql, const UserId& user) noexcept
{
	if (auto gone = meter_rows::remove(sql, user); !gone) return gone;
	auto licence = licence_rows::licenceOf(sql, user);
	if (!licence) return licence.error();
	if (!*licence) return {};
	if (auto noted = licence_rows::append(
			sql, {.at = _context->clock().now(), .kind = "revoked", .plan = (*licence)->plan, .user = user});
		!noted)
		return noted;
	return licence_rows::remove(sql, user);
}

}
