// Who there is: companies and people.
#pragma once
#include "sx/plugin.h"

namespace sx::directory {

/// A person of a company. The id is the identity; the address is an attribute (product row I9).
struct Person
{
	UserId id;
	TenantId tenant;
	std::string name;
	std::string address;  // e-mail, lower case
	std::string role;     // "super", "admin" or "member"
	Language language;
	std::string timeZone;  // IANA name
	bool isActive = true;
};

struct NewTenant
{
	std::string name;
	std::vector<std::string> hosts;  // lower case, without port; the first is the one of its links
	Language language;
	std::string timeZone;
	Value brand{};  // {"theme": "boreal" | "petrole" | "solstice", "logo": …}
};

struct NewPerson
{
	TenantId tenant;
	std::string name;
	std::string address;
	std::string role = "member";
	Language language;
	std::string timeZone;
};

/// [any thread]
class Directory
{
public:
	static constexpr std::string_view kId = "directory.people/1";
	/// Errors: Missing.
	virtual Result<Person> byId(const TenantId& tenant, const UserId& user) const noexcept = 0;
	virtual Result<Person> byAddress(const TenantId& tenant, std::string_view address) const noexcept = 0;
	/// What a role may do, e.g. {"messages.send", "messages.read"}.
	virtual std::vector<std::string> permissionsOf(std::string_view role) const = 0;
	virtual std::shared_ptr<const Tenant> tenantByHost(std::string_view host) const noexcept = 0;
	virtual Result<std::vector<std::shared_ptr<const Tenant>>> tenants() const noexcept = 0;
	/// Errors: Conflict (a host or an address is taken), Invalid (with field).
	virtual Result<TenantId> addTenant(const NewTenant& tenant) noexcept = 0;
	virtual Result<UserId> addPerson(const NewPerson& person) noexcept = 0;
protected:
	~Directory() = default;
};

/// Where a person gets texts (SMS).
struct Mobile
{
	std::string e164;     // "+15145550142", which its person has proved to hold; empty: none
	std::string country;  // ISO 3166-1 alpha-2, believed where a number has no international prefix; empty: not said
	bool protectsReplies = false;  // what is answered to this person asks for a code by SMS; may be true without a
	                               // number: no answer gets through then
};

/// [any thread; set…: the transaction's thread] Rows A14, D1 to D3.
class Mobiles
{
public:
	static constexpr std::string_view kId = "directory.mobiles/1";
	/// Errors: Missing (no such person).
	virtual Result<Mobile> mobileOf(const TenantId& tenant, const UserId& user) const noexcept = 0;
	/// By whoever has checked that the person holds it; empty takes it away. Sealed at rest. Errors: Missing.
	virtual Result<> setMobile(Sql& sql, const UserId& user, std::string_view e164) noexcept = 0;
	virtual Result<> setCountry(Sql& sql, const UserId& user, std::string_view country) noexcept = 0;
	virtual Result<> setProtectsReplies(Sql& sql, const UserId& user, bool protects) noexcept = 0;
protected:
	~Mobiles() = default;
};

}
