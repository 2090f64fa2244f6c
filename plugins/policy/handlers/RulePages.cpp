#include "handlers/RulePages.h"

#include "handlers/RuleEndpoints.h"
#include "handlers/RuleViews.h"
#include "sx/list.h"

#include <algorithm>

namespace sx::policy {
namespace {

constexpr const char* kTryPath = "/admin/rules/try";
constexpr int kRulesOfAPage = 50;
constexpr std::int64_t kMostMegabytes = 1'000'000;

/// Reads a rule from its form. A number of opens that is none becomes one that check() refuses.
Rule ruleOf(const Value& form, const std::vector<std::string>& gates)
{
	Rule out{.domain = form["domain"].text(),
		.applies = kApplies.valueOf(form["applies"].text()),
		.protection = kProtections.valueOf(form["protection"].text())};
	for (const auto& gate: gates)
		if (form.has("gate_" + gate)) out.gates.push_back(gate);
	const auto& opens = form["opens_max"].text();
	if (opens.empty()) return out;
	const auto number = integerOf(opens).value_or(0);
	out.opensMax = number >= 1 && number <= sealed::kOpensMax ? static_cast<int>(number) : 0;
	return out;
}

/// Returns the rule that a form replaces, as far as its place in the list: domain and what it is for.
std::optional<Rule> earlierIn(const Value& form)
{
	const auto& domain = form["earlier_domain"].text();
	if (domain.empty()) return std::nullopt;
	return Rule{.domain = domain, .applies = kApplies.valueOf(form["earlier_applies"].text())};
}

Question questionOf(const Value& form, const std::vector<std::string>& gates)
{
	Question out{.user = form["user"].text(), .to = wordsOf(form["to"].text()), .gates = {}};
	for (const auto& gate: gates)
		if (form.has("gate_" + gate)) out.gates.push_back(gate);
	out.hasFiles = form.has("has_files");
	const auto megabytes = integerOf(form["file_megabytes"].text()).value_or(0);
	out.fileBytes = std::clamp<std::int64_t>(megabytes, 0, kMostMegabytes) * 1'000'000;
	out.hasFiles = out.hasFiles || out.fileBytes > 0;
	return out;
}

Response toList(const char* done) { return Response::redirect(urlOf(kRulesPath, {{"done", done}})); }

}

Routes<RulePages> RulePages::routes()
{
	const auto manage = peopleWith(kRules);
	const std::string path = kRulesPath;
	return {
		{Method::Get, path, manage, &RulePages::index},
		{Method::Get, path + "/new", manage, &RulePages::edit},
		{Method::Get, path + "/edit", manage, &RulePages::edit},
		{Method::Post, path + "/save", manage, &RulePages::save},
		{Method::Post, path + "/delete", manage, &RulePages::remove},
		{Method::Get, kTryPath, manage, &RulePages::askDryRun},
		{Method::Post, kTryPath, manage, &RulePages::dryRun},
	};
}

Result<Response> RulePages::index(Request& request) const
{
	auto rules = _rules.all(request.tenant().id);
	if (!rules) return rules.error();
	const auto sought = request.query("q").value_or("").substr(0, 100);
	std::erase_if(*rules, [&](const Rule& each) { return !isFoundBy(each, sought); });
	const RequestWords words(_pages, request);
	const auto page = static_cast<std::size_t>(pageOf(request));
	const auto first = std::min(rules->size(), (page - 1) * kRulesOfAPage);
	const auto last = std::min(rules->size(), first + kRulesOfAPage);
	Value::List rows;
	for (auto i = first; i < last; ++i) rows.push_back(rowView((*rules)[i], i + 1, _thesaurus, words));
	const auto done = request.query("done").value_or("");
	const bool isKnown = done == "saved" || done == "deleted";
	const ListedRules listed{.sought = sought,
		.done = isKnown ? words("rules.done." + done) : std::string(),
		.rows = std::move(rows),
		.page = static_cast<int>(page),
		.hasNext = last < rules->size()};
	return Response::page("rules", listed.value(words));
}

Response RulePages::form(
	Request& request, const Rule& rule, const std::optional<Rule>& earlier, const Error* fault) const
{
	const RequestWords words(_pages, request);
	const EditedRule view{rule, earlier, fault, _thesaurus};
	return Response::page("rule", view.value(words), fault ? 400 : 200);
}

Result<Response> RulePages::edit(Request& request) const
{
	const auto domain = request.query("domain").value_or("");
	if (domain.empty()) return form(request, Rule{.domain = ""}, std::nullopt, nullptr);
	auto rule = _rules.one(request.tenant().id, domain, request.query("applies").value_or(""));
	if (!rule) return rule.error();
	return form(request, *rule, *rule, nullptr);
}

Result<Response> RulePages::save(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	const auto rule = ruleOf(*fields, _thesaurus.gates());
	const auto earlier = earlierIn(*fields);
	auto saved = _rules.save(callerOf(request), rule, earlier);
	if (!saved && saved.error().code == Code::Invalid) return form(request, rule, earlier, &saved.error());
	if (!saved) return saved.error();
	return toList("saved");
}

Result<Response> RulePages::remove(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	const auto earlier = earlierIn(*fields);
	if (!earlier) return failed(Code::Missing, "no such rule");
	if (auto gone = _rules.remove(callerOf(request), *earlier); !gone) return gone.error();
	return toList("deleted");
}

Response RulePages::tried(Request& request, const Question& question, const Answer* answer, const Error* fault) const
{
	const RequestWords words(_pages, request);
	const TriedView view{question, answer, fault, _thesaurus};
	return Response::page("try", view.value(words), fault ? 400 : 200);
}

Result<Response> RulePages::askDryRun(Request& request) const
{
	Question question{
		.user = request.principal() ? request.principal()->address : std::string(), .to = {}, .gates = {}};
	return tried(request, question, nullptr, nullptr);
}

Result<Response> RulePages::dryRun(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	const auto question = questionOf(*fields, _thesaurus.gates());
	auto answer = _rules.answer(callerOf(request), question, request.language());
	if (!answer && answer.error().code != Code::Invalid) return answer.error();
	return tried(request, question, answer ? &*answer : nullptr, answer ? nullptr : &answer.error());
}

}
