// Knows the identity providers that companies use: their endpoints and keys, read when they are needed and kept for an
// hour.
#pragma once
#include "domain/IdToken.h"
#include "gateway/Https.h"

#include <map>
#include <memory>
#include <mutex>

namespace sx::oidc {

/// Holds what a provider says of itself. Source: OpenID Connect Discovery 1.0, section 3.
struct Metadata
{
	std::string issuer, authorizationEndpoint, tokenEndpoint, keysUrl;
	std::string userinfoEndpoint{};   // empty: none
	bool takesSecretInForm = false;   // client_secret_post, and no client_secret_basic
	bool namesItselfInReply = false;  // RFC 9207: the reply to the browser has `iss`
};

/// [any thread]
class ProviderBook
{
public:
	ProviderBook(Context& context, const Https& https): _context(context), _https(https) {}

	/// Returns what a provider says of itself. A provider that did not answer is asked again after 30 s at the
	/// earliest. Errors: Unavailable; Denied with problem `iss` (the document names another issuer) or `metadata`.
	Result<Metadata> metadata(const std::string& issuer);
	/// Does the same, asking now. For an administrator who sets the provider up.
	Result<Metadata> askNow(const std::string& issuer);
	/// Verifies the signature of a compact token and returns its claims. Reads the keys again, once a minute at most,
	/// if none of those known fits, because providers change them. Errors: Denied with problem `token`, `alg`, `crit`,
	/// `key` or `signature`; Unavailable.
	Result<Value> claimsOf(const Metadata& provider, const std::string& token);

private:
	struct Entry
	{
		std::optional<Metadata> metadata{};
		std::vector<PublicKey> keys{};
		Instant read{}, keysRead{}, failed{};
		Error why{};
	};
	Entry entryOf(const std::string& issuer);
	void keep(const std::string& issuer, const Entry& entry);
	Result<Value> document(const std::string& url) const;
	Result<std::vector<PublicKey>> readKeys(const Metadata& provider) const;
	std::optional<PublicKey> keyIn(const Value& jwk) const;

	Context& _context;
	const Https& _https;
	std::mutex _mutex;
	std::map<std::string, Entry> _entries;
};

}
