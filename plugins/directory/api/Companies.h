// Offers to found and change companies.
#pragma once
#include "sx/directory/Directory.h"

namespace sx::directory {

/// Is what a company shows of itself, and where it is found. Since: SDK 1.0
struct Company
{
	std::string name;
	std::vector<std::string> hosts;  // lower case, without port; links use the first
	Value brand;                     // as in NewTenant; keys of a brand of its own: kernel/pages/FrameView.h
};

/// Says why a company cannot have a host. Since: SDK 1.0
enum class HostFault {
	None,
	Taken,  // it is another company's
	Alike   // another company's host below the same domain looks like it
};

/// Founds companies within a transaction of the caller's, so that what belongs to them is there with them or not at
/// all. Since: SDK 1.0
class Companies
{
public:
	static constexpr std::string_view kId = "directory.companies/1";
	/// Adds the transaction's company, which does not exist yet, with its first person, who becomes its
	/// super-administrator, and queues the mail that tells them where they sign in. Returns the person's id. Requests
	/// find the company after seen(). Errors: Conflict with field "hosts" (a host is taken), Invalid (with field). [the
	/// transaction's thread]
	virtual Result<UserId> found(Sql& sql, const NewTenant& tenant, const NewPerson& person) noexcept = 0;
	/// Returns the transaction's company. Errors: Missing. [the transaction's thread]
	virtual Result<Company> company(Sql& sql) const noexcept = 0;
	/// Replaces what company() returns. Whoever does it checks that brand.headline is clean, and records it. Errors:
	/// Missing, Conflict with field "hosts" (a host is taken), Invalid (with field). [the transaction's thread]
	virtual Result<> change(Sql& sql, const Company& company) noexcept = 0;
	/// Tells whether a company may have a host, as this node sees it. [any thread]
	virtual HostFault faultOf(const TenantId& tenant, std::string_view host) const noexcept = 0;
	/// Makes this node see what was founded or changed; other nodes see it within the setting `refresh`. [any thread]
	virtual Result<> seen() noexcept = 0;
protected:
	~Companies() = default;
};

}
