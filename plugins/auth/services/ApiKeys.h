// Makes, checks and revokes API keys, which are shown once and stored as a hash.
#pragma once
#include "store/ApiKeyRows.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"

#include <string>
#include <string_view>
#include <vector>

namespace sx::auth {

/// Keeps API keys in the database. [any thread]
class ApiKeys
{
public:
	/// journal: may be null.
	ApiKeys(Context& context, const directory::Directory& directory, audit::Journal* journal):
		_context(context), _directory(directory), _journal(journal)
	{
	}

	/// Holds a new key: its id, and the text that is shown once.
	struct Made
	{
		std::string id, text;
	};
	/// Makes a key for a person and records it in the journal. Its text is returned here and stored nowhere. expires:
	/// none if it works until it is revoked. Errors: Invalid (no scope, or one that no role grants; not in the future).
	Result<Made> add(const directory::Person& person,
		const std::string& name,
		const std::vector<std::string>& scopes,
		std::optional<Instant> expires = {}) const;
	/// Returns the key of that text, unless it is revoked or expired, and records its use at most once a minute.
	/// Errors: Unauthenticated (as PrincipalSource::byApiKey says; problem: the cause).
	Result<ApiKey> check(const TenantId& tenant, std::string_view text) const;
	/// Returns every key of the tenant, revoked ones too, the oldest first.
	Result<std::vector<ApiKey>> all(const TenantId& tenant) const;
	/// Revokes a key and records it in the journal. Errors: Missing (no such key, or already revoked).
	Result<> revoke(const TenantId& tenant, const std::string& id) const;

private:
	Result<> check(const std::vector<std::string>& scopes) const;
	std::string hashOf(std::string_view text) const;
	Result<> record(Sql& sql, const audit::Event& event) const;

	Context& _context;
	const directory::Directory& _directory;
	audit::Journal* const _journal;
};

}
