#include "services/ItemQuotas.h"

#include <algorithm>

namespace sx::sealed {
namespace {

constexpr std::int64_t kTimesTheMessage = 3;

std::vector<quotas::Use> storedOf(const Weight& item)
{
	return {{.quota = "sealed.company_bytes", .amount = item.bytes},
		{"sealed.person_bytes", item.owner.value, item.bytes},
		{"sealed.link_bytes", item.link.value, item.bytes}};
}

std::vector<quotas::Use> draftOf(const Weight& item)
{
	return {{.quota = "sealed.company_draft_bytes", .amount = item.bytes},
		{"sealed.person_draft_bytes", item.owner.value, item.bytes},
		{.quota = "sealed.company_drafts"},
		{"sealed.person_drafts", item.owner.value}};
}

std::vector<quotas::Use> joined(std::vector<quotas::Use> left, const std::vector<quotas::Use>& right)
{
	left.insert(left.end(), right.begin(), right.end());
	return left;
}

}

Weight weightOf(const Item& item, const std::vector<FileRow>& files)
{
	Weight out{.owner = item.owner, .link = item.link};
	for (const auto& file: files) out.bytes += file.bytes;
	return out;
}

std::vector<quotas::Quota> ItemQuotas::all()
{
	using quotas::Scope;
	using quotas::Unit;
	const auto sum = [](std::string name, std::string family, Scope scope, Unit unit, std::string refusal = {}) {
		return quotas::Quota{.name = "sealed." + std::move(name),
			.family = std::move(family),
			.scope = scope,
			.unit = unit,
			.refusal = std::move(refusal)};
	};
	const auto hourly = [](std::string name, std::string family) {
		return quotas::Quota{.name = "sealed." + std::move(name),
			.family = std::move(family),
			.scope = Scope::Network,
			.window = std::chrono::hours(1)};
	};
	return {sum("company_bytes", "bytes", Scope::Company, Unit::Bytes),
		sum("person_bytes", "bytes", Scope::Person, Unit::Bytes),
		sum("link_bytes", "bytes", Scope::Link, Unit::Bytes),
		sum("company_draft_bytes", "draft_bytes", Scope::Company, Unit::Bytes),
		sum("person_draft_bytes", "draft_bytes", Scope::Person, Unit::Bytes),
		sum("company_drafts", "drafts", Scope::Company, Unit::Count, "company_draft_bytes"),
		sum("person_drafts", "drafts", Scope::Person, Unit::Count),
		hourly("network_drafts_hour", "network_drafts"),
		hourly("network_asks_hour", "network_asks"),
		hourly("network_reports_hour", "network_reports")};
}

Result<> ItemQuotas::begin(Sql& sql, const Weight& draft, const std::string& network) const
{
	auto uses = joined(storedOf(draft), draftOf(draft));
	uses.push_back({"sealed.network_drafts_hour", network});
	if (!draft.link.empty())
	{
		auto weighs = item_rows::bytesBehind(sql, draft.link);
		if (!weighs) return weighs.error();
		for (auto& use: uses)
			if (use.subject == draft.link.value) use.atMost = std::max(_linkLeast, *weighs * kTimesTheMessage);
	}
	return _quotas.take(sql, uses);
}

Result<> ItemQuotas::seal(Sql& sql, const Weight& draft) const { return _quotas.giveBack(sql, draftOf(draft)); }

Result<> ItemQuotas::destroy(Sql& sql, const Weight& item, bool wasDraft) const
{
	return _quotas.giveBack(sql, wasDraft ? joined(storedOf(item), draftOf(item)) : storedOf(item));
}

Result<> ItemQuotas::ask(Sql& sql, const std::string& network) const
{
	return _quotas.take(sql, {{kNetworkAsks, network}});
}

Result<> ItemQuotas::report(Sql& sql, const std::string& network) const
{
	return _quotas.take(sql, {{kNetworkReports, network}});
}

}
