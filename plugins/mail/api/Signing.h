// Lets another plugin say from which domains of a company mails may leave, and give the keys that sign them (DKIM).
#pragma once
#include "sx/plugin.h"

#include <optional>
#include <vector>

namespace sx::mail {

/// Is the key that signs mails of one domain (RFC 6376).
struct SigningKey
{
	std::string domain, selector;
	Secret secret;  // PKCS#8 as PEM
};

/// Extension point: tells which domains of a company may stand in From. Provided before any plugin starts.
/// Since: SDK 1.0
class SenderDomains
{
public:
	static constexpr std::string_view kId = "mail.sender_domains/1";
	/// Returns the key of a domain from which the company's mails may leave now; nothing if a receiver would doubt
	/// them: the domain is not the company's, or its DNS does not say what it must. [a job's thread; may ask DNS, which
	/// takes seconds] Errors: Unavailable.
	virtual Result<std::optional<SigningKey>> keyOf(const TenantId& tenant, std::string_view domain) noexcept = 0;
	/// Tells whether a domain, in lower-case ASCII, is the company's. [any thread] Errors: Unavailable.
	virtual Result<bool> owns(const TenantId& tenant, std::string_view domain) const noexcept = 0;
protected:
	~SenderDomains() = default;
};

/// Explains whether mails may leave from addresses in a domain, in the reader's language. Since: SDK 1.0
struct SenderState
{
	struct Record
	{
		std::string name;  // "SPF"
		bool isFine = false;
	};
	bool isReady = false;
	std::string why{};                 // what keeps them from leaving, or that nothing does
	std::string page{};                // where that is mended; empty: nowhere
	std::optional<Instant> checked{};  // when DNS was asked last; nothing: never
	std::vector<Record> records{};     // none before DNS was asked
};

/// Extension point: explains the domains of a company. Provided before any plugin starts. Since: SDK 1.0
class SenderStates
{
public:
	static constexpr std::string_view kId = "mail.sender_states/1";
	/// Returns the state of a domain, in lower-case ASCII, by what DNS said last; asks no DNS. [any thread]
	/// Errors: Unavailable.
	virtual Result<SenderState> stateOf(
		const TenantId& tenant, std::string_view domain, const Language& language) const noexcept = 0;
protected:
	~SenderStates() = default;
};

/// Makes keys that sign mails. [any thread; takes up to a second] Since: SDK 1.0
class SigningKeys
{
public:
	static constexpr std::string_view kId = "mail.signing_keys/1";
	struct Made
	{
		Secret secret;       // as SigningKey::secret
		std::string record;  // the text of its TXT record: "v=DKIM1; k=rsa; p=…"
	};
	/// Makes an RSA key of 2,048 bits, which every receiver verifies (RFC 8301). Errors: Internal.
	virtual Result<Made> make() const noexcept = 0;
protected:
	~SigningKeys() = default;
};

}
