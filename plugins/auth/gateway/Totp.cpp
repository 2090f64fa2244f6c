#include "gateway/Totp.h"

#include "domain/SecondFactor.h"

#include <botan/totp.h>

namespace sx::auth {

std::string totpCode(std::string_view secret, std::int64_t step)
{
	Botan::TOTP totp(reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size());
	auto digits = std::to_string(totp.generate_totp(static_cast<std::uint64_t>(step * kTotpStep.count())));
	return std::string(kTotpDigits - digits.size(), '0') + digits;
}

}
