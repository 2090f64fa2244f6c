// Applies the gates of plugins in sending and opening: settings sealed at rest, every answer always checked.
#pragma once
#include "handlers/Services.h"
#include "store/GateRows.h"

namespace sx::messages {

/// Names the problem of a message whose gate no plugin offers any more: it stays shut, and no open is used up.
inline constexpr std::string_view kGateGone = "gate_gone";

/// Returns the gate of that name; nullptr: its plugin is gone, and what it guarded stays shut.
Gate* gateNamed(const Services& services, std::string_view name);
/// Returns the names of protections, separated by commas: first the built-in ones of `gates`, which are known even
/// after a closed grant's settings were erased, then those of plugins.
std::string gateTitles(
	const Services& services, const Language& language, unsigned gates, const std::vector<GateRow>& others);
/// Returns the title of a gate that the register names: "password", "code", or a plugin's.
std::string gateTitle(const Services& services, const Language& language, std::string_view name);

/// Has the gate's plugin check what a sender set, and seals it. Errors: Invalid; its field is `field` or below it.
Result<GateRow> newGate(const Services& services,
	const TenantId& tenant,
	const GrantId& grant,
	std::string_view name,
	const Value& wanted,
	const std::string& field);
/// Logs which gates guard live messages although no plugin offers them.
void warnOfGoneGates(const Services& services) noexcept;
/// Unseals a gate for one call. Errors: Internal, Unavailable with kGateGone.
Result<GateGrant> openGate(const Services& services,
	const TenantId& tenant,
	const MessageId& message,
	const GrantId& grant,
	const Language& language,
	const GateRow& row);
/// Seals what ask() left, for the gate's row.
Bytes sealedState(
	const Services& services, const TenantId& tenant, const GrantId& grant, std::string_view name, const Value& state);

}
