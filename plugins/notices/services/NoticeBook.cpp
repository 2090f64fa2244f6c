#include "services/NoticeBook.h"

#include "store/NoticeRows.h"
#include "sx/time.h"

namespace sx::notices {

namespace {

constexpr int kNewest = 50, kPart = 500;

}

Result<std::vector<Notice>> newestNotices(const Context& context)
{
	return context.store().readAll(
		"the operator's list of notices", [](Sql& sql) { return rows::notices(sql, kNewest); });
}

Result<std::vector<Consent>> consentsAfter(const Context& context, const TenantId& tenant, const std::string& id)
{
	return context.store().read(tenant, [&](Sql& sql) { return rows::consentsAfter(sql, id, kPart); });
}

Value valueOf(const Consent& consent)
{
	return Value::object({{"id", consent.id},
		{"person", consent.user.value},
		{"topic", kTopics.wordOf(consent.topic)},
		{"act", kActs.wordOf(consent.act)},
		{"at", isoTime(consent.at)},
		{"language", consent.language},
		{"words", consent.words},
		{"version", consent.version},
		{"network", consent.network},
		{"means", kMeans.wordOf(consent.means)}});
}

Result<std::vector<directory::Loss>> TopicData::lossesOf(Sql&, const UserId&, const Language&) const noexcept
{
	return std::vector<directory::Loss>();
}

Result<Value> TopicData::exportOf(Sql& sql, const UserId& user) const noexcept
{
	auto said = rows::consentsOf(sql, user);
	if (!said) return said.error();
	Value::List out;
	for (const auto& each: *said) out.push_back(valueOf(each));
	return Value::object({{"consents", std::move(out)}});
}

Result<> TopicData::erase(Sql& sql, const UserId& user) noexcept { return rows::forget(sql, user); }

}
