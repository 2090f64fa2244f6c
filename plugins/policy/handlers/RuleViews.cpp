#include "handlers/RuleViews.h"

#include "handlers/RulePages.h"

#include <algorithm>

namespace sx::policy {
namespace {

bool has(const std::vector<std::string>& all, const std::string& one)
{
	return std::find(all.begin(), all.end(), one) != all.end();
}

std::string titlesOf(const std::vector<std::string>& gates, const Thesaurus& thesaurus, const RequestWords& words)
{
	std::vector<std::string> titles;
	for (const auto& each: gates) titles.push_back(thesaurus.gateTitle(words.language, each));
	return joined(titles, ", ");
}

/// Returns a domain as people read it: "Tous les domaines" for "*".
std::string shown(const std::string& domain, const RequestWords& words)
{
	return domain == kAnyDomain ? words("rules.every") : Rules::shown(domain);
}

std::string urlOfRule(const Rule& rule)
{
	return urlOf(std::string(kRulesPath) + "/edit",
		{{"domain", rule.domain}, {"applies", std::string(kApplies.wordOf(*rule.applies))}});
}

std::string urlOfPage(const ListedRules& listed, int page)
{
	return urlOf(kRulesPath, {{"page", std::to_string(page)}, {"q", listed.sought}});
}

/// Makes the radio buttons of an enumeration; their words stand below `group`.
template <class Enum, std::size_t Size>
Value::List radiosOf(const EnumWords<Enum, Size>& all,
	const std::optional<Enum>& chosen,
	const std::string& group,
	const RequestWords& words)
{
	Value::List out;
	for (const auto& [value, word]: all.pairs())
	{
		const auto key = group + '.' + std::string(word);
		out.push_back(Value::object(
			{{"value", word}, {"name", words(key)}, {"text", words(key + "_text")}, {"isChosen", chosen == value}}));
	}
	return out;
}

Value::List checksOf(const std::vector<std::string>& chosen, const Thesaurus& thesaurus, const RequestWords& words)
{
	Value::List out;
	for (const auto& gate: thesaurus.gates())
		out.push_back(Value::object(
			{{"value", gate}, {"name", thesaurus.gateTitle(words.language, gate)}, {"isChosen", has(chosen, gate)}}));
	return out;
}

std::string protectionOf(const Rule& rule, const RequestWords& words)
{
	return words("rule.protection." + std::string(kProtections.wordOf(*rule.protection)));
}

/// Returns a line of the dry run's answer: what decides, at which level, and what it does.
Value deciderView(const Decider& decider, const Thesaurus& thesaurus, const RequestWords& words)
{
	const bool isRule = decider.whole.has_value();
	const auto name = isRule ? shown(decider.rule, words) : words("try.setting." + decider.rule);
	const auto gates = isRule ? titlesOf(decider.whole->gates, thesaurus, words) : std::string();
	const auto opens = isRule && decider.whole->opensMax ? *decider.whole->opensMax : 0;
	return Value::object({{"name", name},
		{"url", isRule ? urlOfRule(*decider.whole) : std::string()},
		{"isRule", isRule},
		{"level", words("try.level." + decider.level)},
		{"to", decider.to.empty() ? words("try.everybody") : decider.to},
		{"protection", isRule ? protectionOf(*decider.whole, words) : std::string()},
		{"gates", gates},
		{"hasGates", !gates.empty()},
		{"opens", opens > 0 ? words("rules.opens", Value::object({{"count", opens}})) : std::string()},
		{"hasOpens", opens > 0},
		{"isRefused", !decider.refusal.empty()},
		{"refusal",
			!decider.said.empty()         ? decider.said
				: decider.refusal.empty() ? std::string()
										  : words("try.refusal." + decider.refusal)}});
}

}

bool isFoundBy(const Rule& rule, const std::string& sought)
{
	return rule.domain.find(sought) != std::string::npos || Rules::shown(rule.domain).find(sought) != std::string::npos;
}

Value rowView(const Rule& rule, std::size_t number, const Thesaurus& thesaurus, const RequestWords& words)
{
	const auto gates = titlesOf(rule.gates, thesaurus, words);
	return Value::object({{"number", static_cast<std::int64_t>(number)},
		{"domain", shown(rule.domain, words)},
		{"url", urlOfRule(rule)},
		{"applies", words("rule.applies." + std::string(kApplies.wordOf(*rule.applies)))},
		{"protection", protectionOf(rule, words)},
		{"isForbidden", rule.forbids()},
		{"isMandatory", rule.isMandatory()},
		{"isOther", !rule.forbids() && !rule.isMandatory()},
		{"gates", gates.empty() ? words("rules.no_gates") : gates},
		{"opens",
			rule.opensMax ? words("rules.opens", Value::object({{"count", *rule.opensMax}}))
						  : words("rules.no_limit")}});
}

Value ListedRules::value(const RequestWords& words) const
{
	const auto& listed = *this;
	return Value::object({{"title", words("rules.title")},
		{"layout", "portal"},
		{"sought", listed.sought},
		{"isFiltered", !listed.sought.empty()},
		{"done", listed.done.empty() ? Value() : noteView(NoteKind::Ok, listed.done)},
		{"hasRows", !listed.rows.empty()},
		{"hasPages", listed.page > 1 || listed.hasNext},
		{"hasNext", listed.hasNext},
		{"nextUrl", urlOfPage(listed, listed.page + 1)},
		{"hasPrevious", listed.page > 1},
		{"previousUrl", urlOfPage(listed, listed.page - 1)},
		{"rows", listed.rows}});
}

Value EditedRule::value(const RequestWords& words) const
{
	const auto errorAt = [&](const std::string& field) {
		if (!fault || !fault->field.starts_with(field)) return Value();
		const auto word = fault->problem == "taken" ? "taken" : field;
		return fieldErrorView(field, words("rule.error." + word));
	};
	const auto kept = earlier.value_or(Rule{});
	return Value::object({{"title", earlier ? shown(earlier->domain, words) : words("rule.new")},
		{"layout", "portal"},
		{"isNew", !earlier.has_value()},
		{"hasFault", fault != nullptr},
		{"domain", Rules::shown(rule.domain)},
		{"domainError", errorAt("domain")},
		{"applies", radiosOf(kApplies, rule.applies, "rule.applies", words)},
		{"protections", radiosOf(kProtections, rule.protection, "rule.protection", words)},
		{"gates", checksOf(rule.gates, thesaurus, words)},
		{"opens", rule.opensMax && *rule.opensMax > 0 ? std::to_string(*rule.opensMax) : std::string()},
		{"opensError", errorAt("opens_max")},
		{"earlierDomain", earlier ? kept.domain : std::string()},
		{"earlierApplies", earlier ? std::string(kApplies.wordOf(kept.applies.value_or(Applies::All))) : std::string()},
		{"deleteText",
			words("rule.delete.text." + std::string(kProtections.wordOf(kept.protection.value_or(Protection::Off))))}});
}

Value TriedView::value(const RequestWords& words) const
{
	const auto errorAt = [&](const std::string& field) {
		return fault && fault->field.starts_with(field) ? fieldErrorView(field, words("try.error." + field)) : Value();
	};
	Value shownAnswer;
	if (answer)
	{
		Value::List by;
		for (const auto& each: answer->by) by.push_back(deciderView(each, thesaurus, words));
		const auto must = titlesOf(answer->must, thesaurus, words);
		const auto preferred = titlesOf(answer->preferred, thesaurus, words);
		shownAnswer = Value::object({{"isAllowed", answer->isAllowed},
			{"must", must},
			{"hasMust", !must.empty()},
			{"preferred", preferred},
			{"hasPreferred", !preferred.empty()},
			{"hasOpens", answer->opensMax.has_value()},
			{"opens",
				answer->opensMax ? words("rules.opens", Value::object({{"count", *answer->opensMax}})) : std::string()},
			{"hasBy", !by.empty()},
			{"by", std::move(by)}});
	}
	return Value::object({{"title", words("try.title")},
		{"layout", "portal"},
		{"user", question.user},
		{"userError", errorAt("user")},
		{"to", linesOf(question.to)},
		{"toError", errorAt("to")},
		{"gates", checksOf(question.gates, thesaurus, words)},
		{"hasFiles", question.hasFiles},
		{"megabytes", question.fileBytes > 0 ? std::to_string(question.fileBytes / 1'000'000) : std::string()},
		{"answer", std::move(shownAnswer)}});
}

}
