// Offers the directory of companies and people.
#pragma once
#include "sx/plugin.h"

#include <array>
#include <optional>

namespace sx::directory {

/// Describes a person of a company. The id identifies the person; the address is an attribute (product row I9).
struct Person
{
	UserId id;
	TenantId tenant;
	std::string name;     // first and last name
	std::string address;  // e-mail, lower case
	std::string role;     // "super", "admin" or "member"
	Language language;
	std::string timeZone;  // IANA name; the company's unless they have their own
	bool isActive = true;  // false: suspended
	bool hasOwnZone = false;
	std::string firstName{}, lastName{};     // the last may be empty
	std::optional<Instant> lastSent{};       // when they last sent a message
	std::vector<std::string> groups{};       // ids, in order
	std::vector<std::string> permissions{};  // of their role and groups, in order; set by Directory::byId and byAddress
};

/// Lists the roles; each may do what those before it may.
inline constexpr std::array<std::string_view, 3> kRoleNames{"member", "admin", "super"};

/// Describes a company to add.
struct NewTenant
{
	std::string name;
	std::vector<std::string> hosts;  // lower case, without port; links use the first
	Language language;
	std::string timeZone;
	Value brand{};  // {"theme": "boreal" | "petrole" | "solstice", "logo": …}
};

/// Describes a person to add.
struct NewPerson
{
	TenantId tenant;
	std::string name;  // the whole name, split at its first blank unless firstName or lastName is there
	std::string address;
	std::string role = "member";
	Language language;
	std::string timeZone;  // IANA name; empty: the company's
	std::string firstName{}, lastName{};
};

/// Holds what to change of a person; what is absent stays as it is.
struct PersonChange
{
	std::optional<std::string> firstName{}, lastName{}, address{}, role{};
	std::optional<std::string> language{};  // a tag of a language that the product speaks
	std::optional<std::string> timeZone{};  // IANA name; empty: the company's
	std::optional<std::string> country{};   // of numbers that are typed without prefix, ISO 3166-1 alpha-2; empty: none
};

/// Says which people of a company to list, and in which order.
struct PeopleQuery
{
	enum class Order { Id, Name, NameDown, Sent, SentDown };  // Sent: who never sent comes first
	std::string search{};  // words, each a part of the name or address; case and accents do not matter
	std::optional<std::string> role{};
	std::optional<bool> isActive{};
	Order order = Order::Name;
	std::string after{};  // PeopleList::next of the part before; empty: from the start
	int limit = 50;
	int offset = 0;  // of the part that follows `after`
};

/// Is a part of a list of people. next: where the list goes on; empty: this is its end.
struct PeopleList
{
	std::vector<Person> people;
	std::string next;
};

/// Holds what people choose for themselves.
struct Preferences
{
	std::string language;  // a tag of a language that the product speaks
	std::string timeZone;  // IANA name; empty: the company's
};

/// Finds and adds companies and people. [any thread]
class Directory
{
public:
	static constexpr std::string_view kId = "directory.people/1";
	/// Returns a person, active or not. Errors: Missing.
	virtual Result<Person> byId(const TenantId& tenant, const UserId& user) const noexcept = 0;
	/// Does the same in the caller's transaction. [the transaction's thread]
	virtual Result<Person> byId(Sql& sql, const UserId& user) const noexcept = 0;
	/// Returns the person who has an address, in any spelling that cleanAddress makes equal. Errors: Missing.
	virtual Result<Person> byAddress(const TenantId& tenant, std::string_view address) const noexcept = 0;
	/// Returns what a role may do, e.g. {"messages.send", "messages.read"}; nothing for an unknown role.
	virtual std::vector<std::string> permissionsOf(std::string_view role) const = 0;
	/// Returns the company that a host belongs to, or nullptr.
	virtual std::shared_ptr<const Tenant> tenantByHost(std::string_view host) const noexcept = 0;
	/// Returns every company.
	virtual Result<std::vector<std::shared_ptr<const Tenant>>> tenants() const noexcept = 0;
	/// Adds a company. Errors: Conflict (a host is taken), Invalid (with field).
	virtual Result<TenantId> addTenant(const NewTenant& tenant) noexcept = 0;
	/// Adds a person in a transaction of its own, as the operator does.
	Result<UserId> addPerson(const NewPerson& person) noexcept { return addPerson(person, {}); }

	// by: who asks. A person may not lock themself out (Conflict `yourself`), nor act on a higher role, nor give one
	// (Denied `higher_role`), nor take the company's last active super-administrator away (Conflict `last_super`).
	// Nobody who is signed in is the operator, for whom neither this nor AddressRule counts. Its last active
	// administrator stays in any case (`last_administrator`). All is recorded in the journal, with who did it.

	/// Adds a person, in a transaction of its own. Errors: Conflict (the address is taken), Invalid (with field),
	/// Missing (no such company), and those of AddressRule.
	virtual Result<UserId> addPerson(const NewPerson& person, const Caller& by) noexcept = 0;
	/// Does the same in the caller's transaction, whose tenant is the person's. [the transaction's thread]
	virtual Result<UserId> addPerson(Sql& sql, const NewPerson& person, const Caller& by) noexcept = 0;
	/// Changes a person. A new address or role ends their sessions and sign-in links. Errors: Missing, Conflict (the
	/// address is taken), Invalid (with field), and those of AddressRule. [the transaction's thread]
	virtual Result<> changePerson(
		Sql& sql, const UserId& user, const PersonChange& change, const Caller& by) noexcept = 0;
	/// Suspends a person, which ends sessions, API keys and sign-in links, or lets them in again; what had ended stays
	/// ended. Errors: Missing. [the transaction's thread]
	virtual Result<> setActive(Sql& sql, const UserId& user, bool isActive, const Caller& by) noexcept = 0;
	/// Removes a person for good, with what every PersonData keeps of them, and ends their access. Errors: Missing.
	/// [the transaction's thread]
	virtual Result<> removePerson(Sql& sql, const UserId& user, const Caller& by) noexcept = 0;
	/// Lists people, without their permissions. Errors: Invalid with field "before" (no `next` of a list in this
	/// order). [the transaction's thread]
	virtual Result<PeopleList> find(Sql& sql, const PeopleQuery& query) const noexcept = 0;
	/// Counts the people of the transaction's company. [the transaction's thread]
	virtual Result<std::int64_t> count(Sql& sql) const noexcept = 0;
	/// Notes when a person sent a message, if it is later than what is known. [the transaction's thread]
	virtual Result<> noteSent(Sql& sql, const UserId& user, Instant at) noexcept = 0;
	/// Changes what a person chose, and records who did. by: the person, or nobody who is signed in: the operator.
	/// Errors: Missing, Invalid with field "language" or "timeZone".
	virtual Result<> setPreferences(
		const TenantId& tenant, const UserId& user, const Preferences& wanted, const Caller& by = {}) noexcept = 0;
protected:
	~Directory() = default;
};

/// Extension point: ends what lets a person in besides sessions, which directory ends itself: API keys, sign-in links,
/// known browsers. Provided before any plugin starts. [the transaction's thread]
class PersonAccess
{
public:
	static constexpr std::string_view kId = "directory.access/1";
	/// Says what ends.
	enum class Ending {
		Browsers,   // everything that a browser gets in with: the person signs in anew
		Everything  // API keys too, because the person is deactivated
	};
	/// Ends it within the caller's transaction, whose tenant is the person's.
	virtual Result<> end(Sql& sql, const UserId& user, Ending ending) noexcept = 0;
protected:
	~PersonAccess() = default;
};

/// Is one line of what deleting a person destroys, in the words of whoever reads it.
struct Loss
{
	std::string label;
	std::int64_t count = 0;
};

/// Extension point: tells, exports and erases what a plugin keeps of a person (rows D8, J24). Provided before any
/// plugin starts, called after. The tenant is the transaction's. [the transaction's thread] Since: SDK 1.0
class PersonData
{
public:
	static constexpr std::string_view kId = "directory.person_data/1";
	/// Names it in an export by the plugin's id: "contacts". The plugin's word `person_data.title` is its title for
	/// people.
	virtual std::string_view name() const noexcept = 0;
	/// Tells what deleting the person destroys; lines with nothing in them are left out.
	virtual Result<std::vector<Loss>> lossesOf(
		Sql& sql, const UserId& user, const Language& language) const noexcept = 0;
	/// Returns what is kept of the person, as the person may have it: no secret of the server, nothing of others.
	virtual Result<Value> exportOf(Sql& sql, const UserId& user) const noexcept = 0;
	/// Erases it. What takes long (blobs) is left to a job that is queued in this transaction. Idempotent.
	virtual Result<> erase(Sql& sql, const UserId& user) noexcept = 0;
protected:
	~PersonData() = default;
};

/// Extension point: decides which addresses a company's administrators may give to people. Provided before any plugin
/// starts, called after. [the transaction's thread] Since: SDK 1.0
class AddressRule
{
public:
	static constexpr std::string_view kId = "directory.address_rule/1";
	/// Allows an address, in lower case, or not; all addresses of one domain alike. Errors: Unfit with field "address"
	/// and problem "foreign_domain".
	virtual Result<> allows(Sql& sql, std::string_view address) const noexcept = 0;
protected:
	~AddressRule() = default;
};

/// Returns the company that answers to a host. Errors: Missing, with the host in detail, for who typed it.
inline Result<std::shared_ptr<const Tenant>> tenantAt(const Directory& directory, std::string_view host)
{
	auto tenant = directory.tenantByHost(host);
	if (!tenant) return failed(Code::Missing, "no company answers to host " + std::string(host));
	return tenant;
}

/// Tells where a person receives texts (SMS), and whether they protect replies.
struct Mobile
{
	std::string e164;     // "+15145550142", verified to be the person's; empty: none
	std::string country;  // ISO 3166-1 alpha-2, assumed if a number has no international prefix; empty: not chosen
	bool protectsReplies = false;  // replies to this person ask for a code by SMS; if true without a number, no reply
	                               // gets through
};

/// Stores people's verified mobiles. Rows A14, D1 to D3. [any thread; set…: the transaction's thread]
class Mobiles
{
public:
	static constexpr std::string_view kId = "directory.mobiles/1";
	/// Returns a person's mobile. Errors: Missing (no such person).
	virtual Result<Mobile> mobileOf(const TenantId& tenant, const UserId& user) const noexcept = 0;
	/// Returns the active people of a company whose mobile is that number, E.164; several may share one.
	virtual Result<std::vector<UserId>> peopleWith(const TenantId& tenant, std::string_view e164) const noexcept = 0;
	/// Sets a person's number, sealed at rest; empty removes it. The caller must have verified that it is the person's.
	/// Errors: Missing.
	virtual Result<> setMobile(Sql& sql, const UserId& user, std::string_view e164) noexcept = 0;
	/// Sets the country that is assumed for numbers without an international prefix. Errors: Missing.
	virtual Result<> setCountry(Sql& sql, const UserId& user, std::string_view country) noexcept = 0;
	/// Turns the protection of replies on or off. Errors: Missing.
	virtual Result<> setProtectsReplies(Sql& sql, const UserId& user, bool protects) noexcept = 0;
protected:
	~Mobiles() = default;
};

}
