// Lists, adds, changes and removes people as an identity provider asks for it (SCIM). What may be done to whom is the
// directory's rule; the owner of the API key counts as who does it.
#pragma once
#include "store/ScimRows.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"
#include "sx/directory/Groups.h"

namespace sx::scim {

/// Tells who asks.
struct Asker
{
	Caller caller;                                  // the API key's owner
	std::optional<std::vector<std::string>> may{};  // what its scopes and its owner's rights let it grant
	std::string key{};                              // its id; empty: a person in a browser
	std::string origin{};                           // the company's, for locations
};

/// Says which part of a list is asked for. Source: RFC 7644, section 3.4.2.
struct ListQuery
{
	std::optional<Filter> filter{};
	int startIndex = 1;
	int count = 100;  // 0: only the number
};

/// Is a part of a list of resources.
struct ListPart
{
	std::int64_t total = 0;
	Value::List resources{};
};
/// Names the conflict of something that is taken as SCIM does; the directory's other conflicts keep their words.
Error named(Error error);
/// Leaves of all that a filter found the part that is asked for.
void cut(ListPart& part, const ListQuery& query);

/// [any thread]
class Provisioning
{
public:
	/// Bounds how many people a filter without an index reads.
	static constexpr std::int64_t kMostScanned = 2000;

	/// journal: may be null.
	Provisioning(Context& context, directory::Directory& directory, directory::Groups& groups, audit::Journal* journal):
		_context(context), _directory(directory), _groups(groups), _journal(journal)
	{
	}

	/// Returns a person's resource. Errors: Missing.
	Result<Value> byId(const Asker& asker, const UserId& user) const;
	/// Errors: Invalid with problem tooMany (a filter that only reading everybody answers, in a large company).
	Result<ListPart> list(const Asker& asker, const ListQuery& query) const;
	/// Adds a member, or brings back whom DELETE has hidden. Errors: Conflict with problem uniqueness, and the
	/// directory's.
	Result<Value> add(const Asker& asker, const UserFields& fields) const;
	/// Replaces what a resource sets. ifMatch: the version that the caller knows; empty: any. Errors: Missing, Conflict
	/// with problem `version` or uniqueness, and the directory's.
	Result<Value> replace(
		const Asker& asker, const UserId& user, const UserFields& fields, const std::string& ifMatch) const;
	/// Applies a PATCH. Errors: as replace(), and Invalid.
	Result<Value> patch(const Asker& asker,
		const UserId& user,
		const std::vector<Operation>& operations,
		const std::string& ifMatch) const;
	/// Suspends a person and hides them from SCIM; what they keep stays (docs/decisions/scim.md). Errors: as replace().
	Result<> remove(const Asker& asker, const UserId& user, const std::string& ifMatch) const;

	/// Returns the version of a resource, for its ETag.
	std::string versionOf(const Value& resource) const;

private:
	struct Known
	{
		directory::Person person;
		Provisioned row;
	};
	Result<Known> known(Sql& sql, const UserId& user) const;
	Result<Value> resourceOf(Sql& sql, const Known& known, const std::string& origin) const;
	Result<Value::List> resourcesOf(
		Sql& sql, const std::vector<directory::Person>& people, const std::string& origin) const;
	/// Returns who has a userName, their address or another one; nobody: an empty id.
	Result<UserId> holderOf(const TenantId& tenant, const std::string& userName) const;
	/// Returns whom a filter can only mean; nothing if it may mean many.
	Result<std::optional<std::vector<UserId>>> meant(const TenantId& tenant, const Filter& filter) const;
	Result<ListPart> part(const Asker& asker, const ListQuery& query) const;
	Result<ListPart> scan(const Asker& asker, const ListQuery& query) const;
	Result<> checkVersion(Sql& sql, const Known& known, const Asker& asker, const std::string& ifMatch) const;
	/// Brings a person to what the fields say. Returns whether anything changed.
	Result<bool> save(Sql& sql, const Asker& asker, const Known& before, const UserFields& fields) const;
	/// Takes a person out of every group, so that who is brought back has none of the rights of before.
	Result<> leaveGroups(Sql& sql, const Asker& asker, const UserId& user) const;
	Result<Value> saved(Sql& sql, const Asker& asker, const UserId& user) const;
	Result<> record(Sql& sql, const Asker& asker, std::string kind, const std::string& subject, Value details) const;

	Context& _context;
	directory::Directory& _directory;
	directory::Groups& _groups;
	audit::Journal* const _journal;
};

}
