// The gates of plugins, as sending and opening use them: settings sealed at rest, every answer always checked.
#pragma once
#include "handlers/Services.h"
#include "store/GateRows.h"

namespace sx::messages {

/// Problem of a message whose gate nobody offers any more: it stays shut, and nothing is used up.
inline constexpr std::string_view kGateGone = "gate_gone";

/// nullptr: its plugin is gone; what it guarded stays shut.
Gate* gateNamed(const Services& services, std::string_view name);
/// Names of protections, with commas between: the built-in ones of `gates`, also after a grant's end took what they
/// were set to; then those of plugins.
std::string gateTitles(
	const Services& services, const Language& language, unsigned gates, const std::vector<GateRow>& others);
/// Of one word of the register: "password", "code", or a plugin's gate.
std::string gateTitle(const Services& services, const Language& language, std::string_view name);

/// Checked by the gate's plugin and sealed. Errors: Invalid, with `field` below `place`.
Result<GateRow> newGate(const Services& services,
	const TenantId& tenant,
	const GrantId& grant,
	std::string_view name,
	const Value& wanted,
	const std::string& place);
/// Says in the log which gates stand before live messages without a plugin that offers them.
void warnOfGoneGates(const Services& services) noexcept;
/// Opened from rest. Errors: Internal, Unavailable with kGateGone.
Result<GateGrant> openGate(const Services& services,
	const TenantId& tenant,
	const MessageId& message,
	const GrantId& grant,
	const Language& language,
	const GateRow& row);
/// What asking left, sealed for its row.
Bytes sealedState(
	const Services& services, const TenantId& tenant, const GrantId& grant, std::string_view name, const Value& state);

}
