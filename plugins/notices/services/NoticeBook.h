// Reads notices and the proof of consent, for the operator and for what a person may have of their data.
#pragma once
#include "domain/Topics.h"
#include "sx/directory/Directory.h"

#include <vector>

namespace sx::notices {

/// Returns the newest notices of all companies.
Result<std::vector<Notice>> newestNotices(const Context& context);
/// Returns what people of a company said after an id, five hundred at most, in order.
Result<std::vector<Consent>> consentsAfter(const Context& context, const TenantId& tenant, const std::string& id);
/// Writes what somebody said once, as it is exported.
Value valueOf(const Consent& consent);

/// Tells, exports and erases what is kept of a person. The proof stays, without the network address. [the transaction's
/// thread]
class TopicData final: public directory::PersonData
{
public:
	std::string_view name() const noexcept override { return "notices"; }
	Result<std::vector<directory::Loss>> lossesOf(
		Sql& sql, const UserId& user, const Language& language) const noexcept override;
	Result<Value> exportOf(Sql& sql, const UserId& user) const noexcept override;
	Result<> erase(Sql& sql, const UserId& user) noexcept override;
};

}
