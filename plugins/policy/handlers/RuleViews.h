// Makes the view models of the pages of the rules.
#pragma once
#include "services/Rules.h"
#include "sx/views.h"

namespace sx::policy {

/// Holds what templates/pages/rules.html.mustache shows besides its words. done: what a form has just done; empty:
/// nothing.
struct ListedRules
{
	std::string sought, done;
	Value::List rows;
	int page;
	bool hasNext;

	Value value(const RequestWords& words) const;
};

/// Holds what templates/pages/rule.html.mustache shows. earlier: the rule that this one replaces; fault: what is wrong;
/// nullptr: nothing.
struct EditedRule
{
	const Rule& rule;
	const std::optional<Rule>& earlier;
	const Error* fault;
	const Thesaurus& thesaurus;

	Value value(const RequestWords& words) const;
};

/// Holds what templates/pages/try.html.mustache shows. answer, fault: nullptr: none.
struct TriedView
{
	const Question& question;
	const Answer* answer;
	const Error* fault;
	const Thesaurus& thesaurus;

	Value value(const RequestWords& words) const;
};

/// Tells whether a search finds a rule: part of its domain, as mail or as people write it. An empty search finds all.
bool isFoundBy(const Rule& rule, const std::string& sought);
/// Returns a row of the list. number: its place in the order of precedence, from 1.
Value rowView(const Rule& rule, std::size_t number, const Thesaurus& thesaurus, const RequestWords& words);

}
