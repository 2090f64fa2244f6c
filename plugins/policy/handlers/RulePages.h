// Serves the pages of the rules for recipients' domains: the list, a rule to edit, the dry run.
#pragma once
#include "services/Rules.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::policy {

inline constexpr const char* kRulesPath = "/admin/rules";

/// Handles the pages of the rules. [any thread]
class RulePages
{
public:
	RulePages(const Pages& pages, const Rules& rules, const Thesaurus& thesaurus):
		_pages(pages), _rules(rules), _thesaurus(thesaurus)
	{
	}
	static Routes<RulePages> routes();

private:
	Result<Response> index(Request& request) const;
	Result<Response> edit(Request& request) const;
	Result<Response> save(Request& request) const;
	Result<Response> remove(Request& request) const;
	Result<Response> askDryRun(Request& request) const;
	Result<Response> dryRun(Request& request) const;

	/// Shows a rule to edit. earlier: the rule that it replaces; fault: what is wrong with it; nullptr: nothing.
	Response form(Request& request, const Rule& rule, const std::optional<Rule>& earlier, const Error* fault) const;
	/// Shows the question of a dry run, with its answer if there is one.
	Response tried(Request& request, const Question& question, const Answer* answer, const Error* fault) const;

	const Pages& _pages;
	const Rules& _rules;
	const Thesaurus& _thesaurus;
};

}
