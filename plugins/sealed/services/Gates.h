// Applies the gates of plugins in sealing and opening: settings sealed at rest, every answer always checked.
#pragma once
#include "services/Services.h"
#include "store/GateRows.h"

namespace sx::sealed {

/// Names the problem of an item whose gate no plugin offers any more: it stays shut, and no open is used up.
inline constexpr std::string_view kGateGone = "gate_gone";

/// Knows the gates that plugins offer. [any thread]
class Gates
{
public:
	explicit Gates(const Services& services): _services(services) {}

	/// Returns the gate of that name; nullptr: its plugin is gone, and what it guarded stays shut.
	Gate* named(std::string_view name) const noexcept;
	/// Returns the name of a gate that people read: "password", "code", or a plugin's.
	std::string title(const Language& language, std::string_view name) const;
	/// Returns the names of a grant's gates, separated by commas: first those of its slot header, which are known even
	/// after a closed grant's settings were erased, then the other ones.
	std::string titles(const Language& language, const Grant& grant) const;

	/// Has the gate's plugin check what an author set, and seals it. Errors: Invalid; its field is `field` or below it.
	Result<GateRow> set(const TenantId& tenant,
		const GrantId& grant,
		std::string_view name,
		const Value& wanted,
		const std::string& field) const;
	/// Unseals a gate for one call. Errors: Internal, Unavailable with kGateGone.
	Result<GateGrant> unsealed(const TenantId& tenant,
		const ItemId& item,
		const GrantId& grant,
		const Language& language,
		const GateRow& row) const;
	/// Seals what ask() left, for the gate's row.
	Bytes sealedState(const TenantId& tenant, const GrantId& grant, std::string_view name, const Value& state) const;
	/// Logs which gates guard live items although no plugin offers them.
	void warnOfGone() const noexcept;

private:
	Result<Value> opened(const std::string& identity, const Bytes& sealed) const;

	const Services& _services;
};

}
