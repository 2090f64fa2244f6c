// Describes how a company signs its people in through its identity provider, and checks what an administrator enters.
#pragma once
#include "sx/enums.h"
#include "sx/plugin.h"

#include <string>
#include <vector>

namespace sx::oidc {

enum class Provider { Microsoft, Google, Other };
inline constexpr auto kProviders = enumWords<Provider>(
	{{Provider::Microsoft, "microsoft"}, {Provider::Google, "google"}, {Provider::Other, "other"}});

/// Holds what a company has chosen, but for the client secret.
struct Company
{
	Provider provider = Provider::Microsoft;
	std::string issuer{};  // exact, as ID tokens name it
	std::string clientId{};
	std::vector<std::string> domains{};  // in lower case; people with other addresses do not sign in this way
	bool isOn = false;
	bool isRequired = false;  // nobody but super-administrators signs in otherwise
	bool operator==(const Company&) const = default;
};

/// Returns the issuer of a provider. given: the id of the directory (Microsoft), the issuer's URL (any other). Errors:
/// Invalid with field "directory" or "issuer".
Result<std::string> issuerOf(Provider provider, std::string_view given);
/// Returns what an administrator entered to get an issuer: the inverse of issuerOf().
std::string givenOf(Provider provider, std::string_view issuer);
/// Reads domains, one a line or separated by commas. Errors: Invalid with field "domains".
Result<std::vector<std::string>> domainsIn(std::string_view text);
/// Tells whether the domain of an address, in lower case, is one of those.
bool isIn(const std::vector<std::string>& domains, std::string_view address);

}
