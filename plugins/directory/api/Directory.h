// Offers the directory of companies and people.
#pragma once
#include "sx/plugin.h"

#include <array>

namespace sx::directory {

/// Describes a person of a company. The id identifies the person; the address is an attribute (product row I9).
struct Person
{
	UserId id;
	TenantId tenant;
	std::string name;
	std::string address;  // e-mail, lower case
	std::string role;     // "super", "admin" or "member"
	Language language;
	std::string timeZone;  // IANA name; the company's unless they have their own
	bool isActive = true;
	bool hasOwnZone = false;
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
	std::string name;
	std::string address;
	std::string role = "member";
	Language language;
	std::string timeZone;  // IANA name; empty: the company's
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
	/// Adds a person. Errors: Conflict (the address is taken), Invalid (with field), Missing (no such company).
	virtual Result<UserId> addPerson(const NewPerson& person) noexcept = 0;
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
