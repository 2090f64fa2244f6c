// Keeps the server's shares under the keys of the days on which their items expire (docs/decisions/epoch-keys.md).
#pragma once
#include "services/Services.h"
#include "sx/sealed/Item.h"

namespace sx::sealed {

/// Seals and opens shares at rest. Whoever changes when an item expires calls follow(). [any thread; Sql: its thread]
class Shares
{
public:
	explicit Shares(const Services& services): _services(services) {}

	/// Seals a share until its item expires. Errors: Expired, Unavailable, Full (Keys::sealUntil).
	Result<Bytes> sealed(
		const TenantId& tenant, const GrantId& grant, Instant expires, std::string_view share) const noexcept;
	/// Opens a share. Errors: Expired (its day's key is destroyed), Unavailable (this server lacks that key), Internal.
	Result<Secret> opened(const TenantId& tenant, const GrantId& grant, const Bytes& sealed) const;
	/// Seals every share of an item again, under the key of the day on which the item expires now.
	Result<> follow(Sql& sql, const ItemId& item) const;

private:
	const Services& _services;
};

}
