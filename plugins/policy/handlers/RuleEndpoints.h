// Serves the rules for recipients' domains to clients (docs/wire.md, "Rules for recipients").
#pragma once
#include "services/Rules.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::policy {

inline constexpr std::string_view kRules = "policy.rules";

/// Handles the JSON routes of the rules. [any thread]
class RuleEndpoints
{
public:
	explicit RuleEndpoints(const Rules& rules): _rules(rules) {}
	static Routes<RuleEndpoints> routes();

private:
	/// Handles GET /api/v1/rules.
	Result<Response> list(Request& request) const;
	/// Handles PUT /api/v1/rules.
	Result<Response> replace(Request& request) const;
	/// Handles POST /api/v1/policy/recipients: what the rules ask of whoever writes to these addresses.
	Result<Response> recipients(Request& request) const;
	/// Handles POST /api/v1/policy/dry-run.
	Result<Response> dryRun(Request& request) const;

	const Rules& _rules;
};

}
