// Offers API keys: what a program proves with that it acts for a person.
#pragma once
#include "sx/plugin.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sx::api_keys {

/// Describes a key that was accepted.
struct AcceptedKey
{
	std::string id;
	UserId user;                      // for whom it acts
	std::vector<std::string> scopes;  // permissions; those that the person lacks have no effect
	Instant made{};
};

/// Holds a new key: its id, and the text that is shown once and stored nowhere.
struct KeyText
{
	std::string id, text;
};

/// Checks and makes API keys. [any thread]
class ApiKeys
{
public:
	static constexpr std::string_view kId = "api_keys.keys/1";
	/// Returns the key of that text, takes one request from its quota and notes its use. client: the network address
	/// that it comes from; empty: this machine, by a command. Errors: Unauthenticated (as PrincipalSource::byApiKey
	/// says; problem: the cause, such as "revoked" or "other_address"), Limited (the key's quota of the month is used
	/// up).
	virtual Result<AcceptedKey> check(
		const TenantId& tenant, std::string_view text, std::string_view client) noexcept = 0;
	/// Makes a key for a person, as the operator may, and records it in the journal. Errors: Invalid with field "name"
	/// or "scopes" (none, or one that nobody of the product may have).
	virtual Result<KeyText> make(const TenantId& tenant,
		const UserId& user,
		const std::string& name,
		const std::vector<std::string>& scopes) noexcept = 0;
protected:
	~ApiKeys() = default;
};

}
