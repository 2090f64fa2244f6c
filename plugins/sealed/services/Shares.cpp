#include "services/Shares.h"

#include "store/ItemRows.h"

namespace sx::sealed {

Result<Bytes> Shares::sealed(
	const TenantId& tenant, const GrantId& grant, Instant expires, std::string_view share) const noexcept
{
	return _services.keys().sealUntil(expires, rowIdentity(tenant, grant.value, "share"), share);
}

Result<Secret> Shares::opened(const TenantId& tenant, const GrantId& grant, const Bytes& sealed) const
{
	auto share = _services.keys().open(rowIdentity(tenant, grant.value, "share"), sealed);
	// The item is there and its day's key is not: the operator's fault, and no answer about the link.
	if (!share && share.error().code == Code::Missing) return failed(Code::Unavailable, share.error().detail);
	return share;
}

Result<> Shares::follow(Sql& sql, const ItemId& item) const
{
	if (auto locked = item_rows::lock(sql, item); !locked) return locked;
	auto row = item_rows::byId(sql, item);
	if (!row) return row.error();
	auto shares = item_rows::sharesOf(sql, item);
	if (!shares) return shares.error();
	for (const auto& [id, before]: *shares)
	{
		if (before.value.empty()) continue;  // erased
		const GrantId grant{id};
		auto share = opened(sql.tenant(), grant, before);
		if (!share) return share.error();
		auto after = sealed(sql.tenant(), grant, row->expires, share->reveal());
		if (!after) return after.error();
		if (auto put = item_rows::setShare(sql, grant, *after); !put) return put;
	}
	return {};
}

}
