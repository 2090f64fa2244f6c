// Keeps how companies sign their people in through their identity providers.
#pragma once
#include "services/ProviderBook.h"
#include "store/OidcRows.h"
#include "sx/audit/Audit.h"

namespace sx::oidc {

/// Is what an administrator entered.
struct Entered
{
	Provider provider = Provider::Microsoft;
	std::string given{};  // the id of the directory, or the issuer's URL
	std::string clientId{}, domains{};
	Secret secret{};  // empty: the one that is kept
	bool isOn = false, isRequired = false;
};

/// [any thread]
class ProviderSettings
{
public:
	/// journal: may be null.
	ProviderSettings(Context& context, ProviderBook& book, audit::Journal* journal):
		_context(context), _book(book), _journal(journal)
	{
	}

	/// Returns what a company has chosen. Errors: Missing.
	Result<Company> of(const TenantId& tenant) const noexcept;
	/// Returns the client secret. Errors: Missing.
	Result<Secret> secretOf(const TenantId& tenant) const;
	/// Checks that the provider answers, and saves. A new issuer needs its secret to be entered anew: the old one would
	/// be sent to whoever the new address belongs to. Errors: Invalid with field; Unavailable or Denied with field
	/// "issuer" (the provider does not answer, or is another).
	Result<> save(const Caller& caller, const Entered& entered) const;
	/// Forgets the provider: the company's people sign in as before. Errors: Missing.
	Result<> remove(const Caller& caller) const;

	/// Returns the issuer of a person's account; empty if none is bound.
	Result<std::string> linkedIssuerOf(const TenantId& tenant, const UserId& user) const;
	/// Forgets which account is a person's, so that the next one with their address becomes it. Errors: Missing.
	Result<> unlink(const Caller& caller, const UserId& user) const;

private:
	Result<> record(Sql& sql, const Caller& caller, const char* kind, Value details) const;

	Context& _context;
	ProviderBook& _book;
	audit::Journal* const _journal;
};

}
