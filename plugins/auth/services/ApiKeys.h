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
	ApiKeys(Context& context, audit::Journal* journal): _context(context), _journal(journal) {}

	/// Holds a new key: its id, and the text that is shown once.
	struct Made
	{
		std::string id, text;
	};
	/// Makes a key for a person and records it in the journal. Its text is returned here and stored nowhere.
	Result<Made> add(
		const directory::Person& person, const std::string& name, const std::vector<std::string>& scopes) const;
	/// Returns the key of that text, unless it is revoked, and records its use at most once a minute.
	/// Errors: Unauthenticated.
	Result<ApiKey> check(const TenantId& tenant, std::string_view text) const;
	/// Returns every key of the tenant, revoked ones too, the oldest first.
	Result<std::vector<ApiKey>> all(const TenantId& tenant) const;
	/// Revokes a key and records it in the journal. Errors: Missing (no such key, or already revoked).
	Result<> revoke(const TenantId& tenant, const std::string& id) const;

private:
	std::string hashOf(std::string_view text) const;
	Result<> record(Sql& sql, const audit::Event& event) const;

	Context& _context;
	audit::Journal* const _journal;
};

}
