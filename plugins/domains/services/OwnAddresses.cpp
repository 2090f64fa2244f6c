#include "services/OwnAddresses.h"

#include "store/ClaimRows.h"

namespace sx::domains {

Result<> OwnAddresses::allows(Sql& sql, std::string_view address) const noexcept
{
	if (!_claims) return failed(Code::Unavailable, "domains has not started");
	const std::string name(address.substr(address.rfind('@') + 1));
	if (_claims->isPublic(name)) return {};
	auto owns = claim_rows::owns(sql, name);
	if (!owns) return owns.error();
	if (*owns) return {};
	return Error{.code = Code::Unfit,
		.detail = "the company has not proved the domain of this address",
		.problem = "foreign_domain",
		.field = "address"};
}

}
