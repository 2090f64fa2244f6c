#include "handlers/RuleEndpoints.h"

#include "handlers/RulePages.h"
#include "handlers/ThesaurusPages.h"

#include <algorithm>

namespace sx::policy {
namespace {

constexpr std::size_t kMostAsked = 100;  // recipients of one question

/// Reads a list of texts. Errors: Invalid with the field.
Result<std::vector<std::string>> textsIn(const Value& body, const std::string& field, bool isRequired)
{
	const auto& list = body[field];
	if (list.isNull() && !isRequired) return std::vector<std::string>{};
	if (!list.isList()) return invalid(field, "not a list");
	if (list.list().size() > kMostAsked) return invalid(field, "too many");
	std::vector<std::string> out;
	for (const auto& each: list.list())
	{
		if (!each.isText()) return invalid(field + '[' + std::to_string(out.size()) + ']', "not a text");
		out.push_back(each.text());
	}
	return out;
}

/// Reads the question of a dry run. Errors: Invalid with field.
Result<Question> questionIn(const Value& body)
{
	if (!body.isObject()) return invalid("", "not an object");
	if (!body["user"].isNull() && !body["user"].isText()) return invalid("user", "not a text");
	Question out{.user = body["user"].text(), .to = {}, .gates = {}};
	auto to = textsIn(body, "to", true);
	if (!to) return to.error();
	out.to = std::move(*to);
	auto gates = textsIn(body, "gates", false);
	if (!gates) return gates.error();
	out.gates = std::move(*gates);
	const auto& files = body["files"];
	if (!files.isNull() && !files.isList()) return invalid("files", "not a list");
	out.hasFiles = !files.list().empty();
	for (const auto& file: files.list()) out.fileBytes = std::max(out.fileBytes, file["bytes"].integer());
	const auto& protect = body["protect"];
	if (!protect.isNull() && protect.text() != "all" && protect.text() != "files")
		return invalid("protect", "all or files");
	out.isInClear = protect.text() == "files";
	const auto& opens = body["opens"];
	if (opens.isNull()) return out;
	if (!opens.isInteger() || opens.integer() < 1 || opens.integer() > sealed::kOpensMax)
		return invalid("opens", "out of range");
	out.opens = static_cast<int>(opens.integer());
	return out;
}

Value valueOf(const Ruling& ruling)
{
	static const Rule kNone{.protection = Protection::Off};
	const auto& rule = ruling.rule ? *ruling.rule : kNone;
	const Value::List gates(rule.gates.begin(), rule.gates.end());
	const bool isDefault = rule.protection == Protection::Default;
	return Value::object({{"address", ruling.address},
		{"rule", ruling.rule ? Value(rule.domain) : Value()},
		{"applies", ruling.rule ? Value(kApplies.wordOf(*rule.applies)) : Value()},
		{"forbidden", rule.forbids()},
		{"must", rule.isMandatory() ? gates : Value::List{}},
		{"default", isDefault ? gates : Value::List{}},
		{"whole", rule.isMandatory()},
		{"opens_max", rule.opensMax ? Value(*rule.opensMax) : Value()}});
}

Value valueOf(const Decider& decider)
{
	auto out = Value::object({{"rule", decider.rule},
		{"level", decider.level},
		{"to", decider.to.empty() ? Value() : Value(decider.to)},
		{"refusal", decider.refusal.empty() ? Value() : Value(decider.refusal)}});
	if (!decider.said.empty()) out.set("text", decider.said);
	if (!decider.whole) return out;
	const auto rule = policy::valueOf(*decider.whole);
	for (const auto* name: {"applies", "protection", "gates", "opens_max"}) out.set(name, rule[name]);
	return out;
}

}

Routes<RuleEndpoints> RuleEndpoints::routes()
{
	const auto manage = allowedTo(kRules);
	const RouteOptions wide{.maxBodyBytes = 1'000'000};
	return {
		{Method::Get, "/api/v1/rules", manage, &RuleEndpoints::list},
		{Method::Put, "/api/v1/rules", manage, &RuleEndpoints::replace, wide},
		{Method::Post, "/api/v1/policy/recipients", allowedTo(kRead), &RuleEndpoints::recipients},
		{Method::Post, "/api/v1/policy/dry-run", manage, &RuleEndpoints::dryRun},
	};
}

Result<Response> RuleEndpoints::list(Request& request) const
{
	auto rules = _rules.all(request.tenant().id);
	if (!rules) return rules.error();
	return Response::json(Value::object({{"items", valuesOf(*rules)}}));
}

Result<Response> RuleEndpoints::replace(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	if (!(*body)["items"].isList()) return invalid("items", "not a list");
	std::vector<Rule> rules;
	for (const auto& each: (*body)["items"].list())
	{
		auto rule = ruleIn(each, "items[" + std::to_string(rules.size()) + ']');
		if (!rule) return rule.error();
		rules.push_back(std::move(*rule));
	}
	auto kept = _rules.replace(callerOf(request), std::move(rules));
	if (!kept) return kept.error();
	return Response::json(Value::object({{"items", valuesOf(*kept)}}));
}

Result<Response> RuleEndpoints::recipients(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto to = textsIn(*body, "to", true);
	if (!to) return to.error();
	auto rulings = _rules.rulings(request.tenant().id, *to, (*body)["has_files"].flag());
	if (!rulings) return rulings.error();
	Value::List out;
	for (const auto& each: *rulings) out.push_back(valueOf(each));
	// Whoever may change the rules is led to them from what they lock.
	const bool mayChange = request.principal()->may(kRules);
	return Response::json(Value::object({{"recipients", std::move(out)}, {"page", mayChange ? kRulesPath : ""}}));
}

Result<Response> RuleEndpoints::dryRun(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto question = questionIn(*body);
	if (!question) return question.error();
	auto answer = _rules.answer(callerOf(request), *question, request.language());
	if (!answer) return answer.error();
	Value::List by;
	for (const auto& each: answer->by) by.push_back(valueOf(each));
	return Response::json(Value::object({{"allowed", answer->isAllowed},
		{"must", Value::List(answer->must.begin(), answer->must.end())},
		{"default", Value::List(answer->preferred.begin(), answer->preferred.end())},
		{"opens_max", answer->opensMax ? Value(*answer->opensMax) : Value()},
		{"by", std::move(by)}}));
}

}
