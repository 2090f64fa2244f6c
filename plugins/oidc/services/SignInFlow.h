// Takes a person through signing in at their company's identity provider: authorization code with PKCE, state and
// nonce.
#pragma once
#include "services/ProviderSettings.h"
#include "sx/directory/Directory.h"

namespace sx::oidc {

/// Is what the browser that begins a sign-in gets.
struct Begun
{
	std::string url{};      // of the provider
	std::string browser{};  // cookie that binds the sign-in to this browser
};

/// Is what the browser brings back from the provider.
struct Returned
{
	std::string state, code, error, issuer;
	std::string browser;  // the cookie
};

/// Says whom the provider has named.
struct Proved
{
	SessionRight right;
	std::string next;
	bool hasTwoFactors = false;
};

/// [any thread]
class SignInFlow
{
public:
	static constexpr std::chrono::minutes kLife{10};

	SignInFlow(Context& context,
		const directory::Directory& directory,
		const ProviderSettings& settings,
		ProviderBook& book,
		const Https& https,
		audit::Journal* journal):
		_context(context),
		_directory(directory), _settings(settings), _book(book), _https(https), _journal(journal)
	{
	}

	/// Begins a sign-in. browser: the cookie that the browser has; empty: it gets one. Errors: Missing (the company has
	/// no provider, or has turned it off), Unavailable (the provider does not answer).
	Result<Begun> begin(const Tenant& tenant, const std::string& browser, const std::string& next) const;
	/// Completes a sign-in. Each begun one completes once, in its own browser. Errors: Denied with the cause in
	/// problem: `state`, `cancelled`, `provider`, a claim or part of the token (domain/IdToken.h), `unverified`,
	/// `domain`, `unknown`, `other_account`; Unavailable.
	Result<Proved> complete(const Tenant& tenant, const Caller& caller, const Returned& returned) const;

	/// Deletes sign-ins that were never completed.
	Result<> sweep() const;

private:
	struct Opened
	{
		std::string verifier, nonce, next, issuer, clientId;
	};
	std::string hashOf(std::string_view text) const;
	Result<Opened> take(const TenantId& tenant, const Returned& returned) const;
	Result<Value> redeem(const Tenant& tenant,
		const Company& company,
		const Metadata& provider,
		const Opened& opened,
		const std::string& code) const;
	/// Adds what only the userinfo endpoint tells.
	Result<> addUserinfo(const Metadata& provider, Value& claims, const std::string& accessToken) const;
	Result<UserId> personOf(const Caller& caller, const Company& company, const Identity& identity) const;
	Result<> bind(const Caller& caller, const Company& company, const Identity& identity, const UserId& user) const;

	Context& _context;
	const directory::Directory& _directory;
	const ProviderSettings& _settings;
	ProviderBook& _book;
	const Https& _https;
	audit::Journal* const _journal;
};

/// Returns the page of this company to which providers send browsers back.
std::string returnUrlOf(const Tenant& tenant);

}
