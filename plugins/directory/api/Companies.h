// Offers to found companies for whoever buys.
#pragma once
#include "sx/directory/Directory.h"

namespace sx::directory {

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
	/// Makes this node see companies that were founded; other nodes see them within the setting `refresh`. [any thread]
	virtual Result<> seen() noexcept = 0;
protected:
	~Companies() = default;
};

}
