// Lets administrators add people in their company's domains and in public ones only.
#pragma once
#include "services/Claims.h"

namespace sx::domains {

/// Is provided before the claims are there; asked only afterwards. [the transaction's thread]
class OwnAddresses final: public directory::AddressRule
{
public:
	void use(const Claims* claims) noexcept { _claims = claims; }
	Result<> allows(Sql& sql, std::string_view address) const noexcept override;

private:
	const Claims* _claims = nullptr;
};

}
