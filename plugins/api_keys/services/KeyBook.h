// Makes, checks, rotates and revokes API keys, whose texts are shown once and stored as hashes.
#pragma once
#include "store/KeyRows.h"
#include "sx/api_keys/ApiKeys.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"
#include "sx/permissions.h"
#include "sx/quotas/Quotas.h"

#include <string>
#include <string_view>
#include <vector>

namespace sx::api_keys {

/// Says who asks for a key, or acts on one: the operator, or a person (or a key that acts for one) with the rights that
/// they have now.
struct KeyAuthor
{
	Caller caller;
	std::vector<std::string> rights{};
	std::string key{};  // id of the key by which they ask; empty: they are signed in
	bool isOperator = false;

	bool may(std::string_view permission) const;
	/// Tells whether the author sees and revokes everybody's keys.
	bool managesAll() const { return isOperator || may("api_keys.manage"); }
};

/// Describes a key to make.
struct NewKey
{
	UserId user{};  // for whom it acts; empty: for who asks
	std::string name, application{};
	std::vector<std::string> scopes;
	std::vector<std::string> networks{};  // "203.0.113.0/24" or one address; empty: from everywhere
	std::optional<Instant> expires{};     // none: it works until it is revoked
	std::int64_t monthlyRequests = 0;     // 0: no limit
};

/// Keeps API keys in the database. [any thread]
class KeyBook final: public ApiKeys
{
public:
	static constexpr std::size_t kMostInName = 80, kMostNetworks = 20;
	static constexpr std::int64_t kMostLiving = 100, kMostMonthlyRequests = 1'000'000'000;
	static constexpr std::chrono::seconds kUsualOverlap{86'400}, kMostOverlap{30 * 86'400};
	static constexpr const char* kQuota = "api_keys.made_day";
	static std::vector<quotas::Quota> quotas();

	/// journal: may be null.
	KeyBook(Context& context,
		const directory::Directory& directory,
		quotas::Quotas& quotas,
		const PermissionBook& permissions,
		audit::Journal* journal):
		_context(context),
		_directory(directory), _quotas(quotas), _permissions(permissions), _journal(journal)
	{
	}

	Result<AcceptedKey> check(const TenantId& tenant, std::string_view text, std::string_view client) noexcept override;
	Result<KeyText> make(const TenantId& tenant,
		const UserId& user,
		const std::string& name,
		const std::vector<std::string>& scopes) noexcept override;

	/// Makes a key and records it in the journal. A person gives no scope that they lack and, for another person (with
	/// api_keys.manage), none that this one lacks; nor makes a key for who may do more than they. A key makes none that
	/// outlives it, has a larger quota, or works in other networks; what is not said is as its own. Errors: Invalid
	/// with field, Denied with field (problem `beyond_rights`), Conflict `too_many`, Limited.
	Result<KeyText> add(const NewKey& wanted, const KeyAuthor& author) const;
	/// Returns a key. Errors: Missing (also another person's, without api_keys.manage).
	Result<Key> byId(const KeyAuthor& author, const std::string& id) const;
	/// Returns keys, the newest first: the author's own, or everybody's with api_keys.manage unless query names a user.
	Result<std::vector<Key>> list(const KeyAuthor& author, KeyQuery query) const;
	/// Returns every key of the tenant, revoked ones too, the oldest first.
	Result<std::vector<Key>> all(const TenantId& tenant) const;
	/// Gives a key a new text, which is returned here; the one before works on for `overlap`, and one before that ends
	/// at once. Errors: Missing, Conflict `over` (revoked or expired), Denied `beyond_rights` (the key may do more than
	/// the author), Invalid with field "overlap", Limited.
	Result<KeyText> rotate(const KeyAuthor& author, const std::string& id, std::chrono::seconds overlap) const;
	/// Revokes a key and those that were made by it, and records each in the journal. Errors: Missing (no such key of
	/// theirs, or already revoked).
	Result<> revoke(const KeyAuthor& author, const std::string& id) const;

private:
	/// Cleans what was asked for. Errors: Invalid with field.
	Result<Key> parsed(const NewKey& wanted) const;
	Result<> checkScopes(const std::vector<std::string>& scopes) const;
	/// Checks that the author may hold a key of that person with these scopes.
	Result<> checkRights(const KeyAuthor& author, const UserId& user, const std::vector<std::string>& scopes) const;
	/// Holds a key within the limits of the one by which the author asks; what has no limit of its own gets its.
	Result<> narrow(const KeyAuthor& author, Key& key) const;
	Result<Key> keyOf(Sql& sql, const KeyAuthor& author, const std::string& id) const;
	Result<> checkPlace(const Key& key, std::string_view client) const;
	/// Takes a request from the key's quota, or notes its use now and then.
	Result<> spend(const TenantId& tenant, const Key& key, std::string_view client) const;
	std::string hashOf(std::string_view text) const;
	std::string newText(const std::string& id) const;
	Result<> take(Sql& sql, const KeyAuthor& author) const;
	Result<> record(Sql& sql, const audit::Event& event) const;

	Context& _context;
	const directory::Directory& _directory;
	quotas::Quotas& _quotas;
	const PermissionBook& _permissions;
	audit::Journal* const _journal;
};

}
