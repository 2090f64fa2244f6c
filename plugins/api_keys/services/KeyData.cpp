#include "services/KeyData.h"

#include "domain/TextList.h"
#include "store/KeyRows.h"
#include "sx/time.h"

namespace sx::api_keys {

Result<std::vector<directory::Loss>> KeyData::lossesOf(
	Sql& sql, const UserId& user, const Language& language) const noexcept
{
	if (!_pages) return failed(Code::Unavailable, "api_keys has not started");
	auto count = key_rows::countOf(sql, user);
	if (!count) return count.error();
	return std::vector<directory::Loss>{{_pages->text(language, "losses"), *count}};
}

Result<Value> KeyData::exportOf(Sql& sql, const UserId& user) const noexcept
{
	auto keys = key_rows::list(sql, {.user = user, .limit = 10'000});
	if (!keys) return keys.error();
	Value::List out;
	for (const auto& key: *keys)
		out.push_back(Value::object({{"id", key.id},
			{"name", key.name},
			{"application", key.application},
			{"scopes", textList(key.scopes)},
			{"networks", textList(key.networks)},
			{"made", isoTime(key.made)},
			{"revoked", key.revoked ? Value(isoTime(*key.revoked)) : Value()},
			{"last_used", key.lastUsed ? Value(isoTime(*key.lastUsed)) : Value()},
			{"last_network", key.lastNetwork}}));
	return Value(std::move(out));
}

Result<> KeyData::erase(Sql& sql, const UserId& user) noexcept { return key_rows::removeAllOf(sql, user); }

}
