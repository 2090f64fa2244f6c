#include "store/RuleRows.h"

#include "domain/Thesaurus.h"

namespace sx::policy::rule_rows {

Result<std::vector<Rule>> all(Sql& sql)
{
	auto rows = sql.query("SELECT domain, applies, protection, gates, opens_max FROM policy_rule"
						  " WHERE tenant_id = :tenant");
	if (!rows) return rows.error();
	std::vector<Rule> out;
	for (const auto& row: *rows)
	{
		out.push_back({.domain = row.text(0),
			.applies = kApplies.valueOf(row.text(1)).value_or(Applies::All),
			.protection = kProtections.valueOf(row.text(2)).value_or(Protection::Forbidden),
			.gates = gatesOf(row.text(3))});
		if (!row.isNull(4)) out.back().opensMax = static_cast<int>(row.integer(4));
	}
	sortByPrecedence(out);
	return out;
}

Result<> replace(Sql& sql, const std::vector<Rule>& rules)
{
	if (auto gone = sql.execute("DELETE FROM policy_rule WHERE tenant_id = :tenant"); !gone) return gone.error();
	for (const auto& rule: rules)
	{
		auto put = sql.execute("INSERT INTO policy_rule (tenant_id, domain, applies, protection, gates, opens_max)"
							   " VALUES (:tenant, ?, ?, ?, ?, ?)",
			{rule.domain,
				kApplies.wordOf(*rule.applies),
				kProtections.wordOf(*rule.protection),
				textOf(rule.gates),
				rule.opensMax});
		if (!put) return put.error();
	}
	return {};
}

}
