// Registers people's passkeys and checks them when they sign in.
#pragma once
#include "domain/Challenge.h"
#include "domain/ClientData.h"
#include "store/PasskeyRows.h"
#include "sx/directory/Directory.h"

#include <string>
#include <vector>

namespace sx::passkeys {

/// Manages passkeys. [any thread]
class Passkeys
{
public:
	static constexpr std::size_t kMostPerPerson = 20;

	Passkeys(const Context& context, const directory::Directory& directory):
		_context(context), _directory(directory), _challenges(context.keys())
	{
	}

	Result<bool> hasAny(const TenantId& tenant, const UserId& user) const;
	Result<std::vector<Passkey>> ofUser(const TenantId& tenant, const UserId& user) const;

	/// Returns what navigator.credentials.create() takes, with bytes in base64url. browser: what binds the ceremony to
	/// one browser and session.
	Result<Value> creation(const Tenant& tenant, const UserId& user, const std::string& browser) const;
	/// Returns what navigator.credentials.get() takes. user: whose second factor is asked; empty: whoever comes.
	Result<Value> request(const Tenant& tenant, const UserId& user, const std::string& browser) const;

	/// Stores the passkey that a browser has made. answer: JSON of its parts in base64url. Errors: Invalid, Expired,
	/// Conflict (it is registered already), Limited (too many).
	Result<> add(const Tenant& tenant,
		const UserId& user,
		const std::string& browser,
		std::string_view answer,
		const std::string& name);
	/// Checks what a browser answered, and returns whose passkey it is. user: as for request(); alone, the
	/// authenticator must have verified its person. Errors: Invalid, Expired, Missing (nobody's), Denied
	/// `counter_wrong`.
	Result<UserId> check(const Tenant& tenant, const UserId& user, const std::string& browser, std::string_view answer);
	/// Returns whose passkey an answer names, unchecked: the right to a session is taken before check(). Errors:
	/// Invalid, Missing.
	Result<UserId> ownerOf(const TenantId& tenant, std::string_view answer) const;
	/// Errors: Missing.
	Result<> remove(const TenantId& tenant, const UserId& user, const std::string& id);
	/// Removes every passkey of a person. [the transaction's thread]
	static Result<> forget(Sql& sql, const UserId& user) { return rows::removeAllOf(sql, user); }
	/// Deletes answered challenges that have expired.
	Result<> sweep();

private:
	Expected expectedOf(const Tenant& tenant, const char* type, std::string challenge, bool needsVerified) const;

	const Context& _context;
	const directory::Directory& _directory;
	const Challenges _challenges;
};

}
