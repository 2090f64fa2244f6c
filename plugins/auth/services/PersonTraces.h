// Implements directory.person_data/1: what this plugin keeps of a person besides what lets them in.
#pragma once
#include "store/FactorRows.h"
#include "sx/directory/Directory.h"

namespace sx::auth {

/// Exports and erases a person's second factors. [the transaction's thread]
class PersonTraces final: public directory::PersonData
{
public:
	std::string_view name() const noexcept override { return "auth"; }
	Result<std::vector<directory::Loss>> lossesOf(Sql&, const UserId&, const Language&) const noexcept override
	{
		return std::vector<directory::Loss>();
	}
	Result<Value> exportOf(Sql& sql, const UserId& user) const noexcept override
	{
		auto row = factors::find(sql, user);
		if (!row) return row.error();
		auto codes = factors::recoveryCodes(sql, user);
		if (!codes) return codes.error();
		return Value::object({{"authenticator_app", !row->totp.empty()},
			{"code_by_sms", row->bySms},
			{"recovery_codes_left", static_cast<std::int64_t>(codes->size())}});
	}
	Result<> erase(Sql& sql, const UserId& user) noexcept override { return factors::erase(sql, user); }
};

}
