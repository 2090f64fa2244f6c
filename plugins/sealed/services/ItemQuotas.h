// Counts what sealed things take: bytes until they are destroyed, drafts until they are sealed.
#pragma once
#include "services/Services.h"
#include "store/ItemRows.h"

namespace sx::sealed {

// Limits of what somebody without an account asks for again, by their network.
inline constexpr std::string_view kNetworkAsks = "sealed.network_asks_hour";
inline constexpr std::string_view kNetworkReports = "sealed.network_reports_hour";

/// Holds whose sums an item counts in, and how much.
struct Weight
{
	UserId owner;
	GrantId link;
	std::int64_t bytes = 0;
};

/// Returns the weight of an item that has these files.
Weight weightOf(const Item& item, const std::vector<FileRow>& files);

/// Takes and gives back the quotas of items. [the transaction's thread]
class ItemQuotas
{
public:
	/// linkLeast: what a link may bring however little its message weighs.
	ItemQuotas(quotas::Quotas& quotas, std::int64_t linkLeast): _quotas(quotas), _linkLeast(linkLeast) {}

	/// Returns every quota of this plugin.
	static std::vector<quotas::Quota> all();

	/// Takes what a new draft needs. network: of a writer without an account; else empty. Errors: Limited.
	Result<> begin(Sql& sql, const Weight& draft, const std::string& network) const;
	/// Gives back what only drafts hold.
	Result<> seal(Sql& sql, const Weight& draft) const;
	/// Gives back all that an item still holds.
	Result<> destroy(Sql& sql, const Weight& item, bool wasDraft) const;
	/// Counts what a reader asks a gate for, such as a code. Errors: Limited.
	Result<> ask(Sql& sql, const std::string& network) const;
	/// Counts a report of somebody without an account. Errors: Limited.
	Result<> report(Sql& sql, const std::string& network) const;

private:
	quotas::Quotas& _quotas;
	const std::int64_t _linkLeast;
};

}
