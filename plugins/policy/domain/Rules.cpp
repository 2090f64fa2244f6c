#include "domain/Rules.h"

#include "sx/address.h"
#include "sx/sealed/Gate.h"

#include <algorithm>

namespace sx::policy {
namespace {

/// Returns how specific a domain is: the larger, the earlier.
std::size_t weightOf(std::string_view domain)
{
	if (domain == kAnyDomain) return 0;
	constexpr std::size_t kExact = 1000;  // more than a domain has characters
	return domain.starts_with("*.") ? domain.size() : kExact;
}

bool fits(const Rule& rule, std::string_view domain, bool hasFiles)
{
	if (rule.applies == Applies::WithFiles && !hasFiles) return false;
	if (rule.applies == Applies::WithoutFiles && hasFiles) return false;
	if (rule.domain == kAnyDomain) return true;
	if (rule.domain.starts_with("*.")) return domain.ends_with(std::string_view(rule.domain).substr(1));
	return rule.domain == domain;
}

std::string domainOf(std::string_view address)
{
	const auto clean = cleanAddress(address);
	return clean.substr(clean.rfind('@') + 1);
}

/// Tells whether mail could reach somebody at this domain.
bool isDomain(std::string_view domain) { return mailAddress("a@" + std::string(domain)).has_value(); }

Result<std::vector<std::string>> gatesIn(const Value& gates, const std::string& field)
{
	std::vector<std::string> out;
	if (gates.isNull()) return out;
	if (!gates.isList()) return invalid(field, "not a list of names");
	for (const auto& each: gates.list())
	{
		if (!each.isText()) return invalid(field + '[' + std::to_string(out.size()) + ']', "not a name");
		out.push_back(each.text());
	}
	return out;
}

Verdict verdictOn(const Rule* rule, sealed::Addressee& recipient, bool isInClear)
{
	Verdict out{.rule = rule};
	if (!rule) return out;
	if (rule->forbids())
	{
		out.breach = Breach::Forbidden;
		return out;
	}
	if (rule->opensMax && !recipient.hasChosenOpens) recipient.opens = std::min(recipient.opens, *rule->opensMax);
	if (rule->isMandatory())
		for (const auto& gate: rule->gates)
			if (std::find(recipient.gates.begin(), recipient.gates.end(), gate) == recipient.gates.end())
				out.missing.push_back(gate);
	if (!out.missing.empty())
		out.breach = Breach::Gates;
	else if (rule->isMandatory() && isInClear)
		out.breach = Breach::Clear;
	else if (rule->opensMax && recipient.opens > *rule->opensMax)
		out.breach = Breach::Opens;
	return out;
}

std::string fieldOf(const Verdict& verdict, std::size_t recipient)
{
	const auto grant = "grants[" + std::to_string(recipient) + "].";
	switch (*verdict.breach)
	{
	case Breach::Forbidden: return grant + "address";
	case Breach::Gates: return grant + "gates." + verdict.missing.front();
	case Breach::Opens: return grant + "opens";
	case Breach::Clear: break;
	}
	return "protect";
}

}

Result<Rule> ruleIn(const Value& item, const std::string& field)
{
	if (!item.isObject()) return invalid(field, "not an object");
	for (const auto& [name, value]: item.members())
		if (name != "domain" && name != "applies" && name != "protection" && name != "gates" && name != "opens_max")
			return invalid(field + '.' + name, "no such member");
	Rule out{.domain = item["domain"].text(), .protection = kProtections.valueOf(item["protection"].text())};
	if (!item["applies"].isNull()) out.applies = kApplies.valueOf(item["applies"].text());
	auto gates = gatesIn(item["gates"], field + ".gates");
	if (!gates) return gates.error();
	out.gates = std::move(*gates);
	const auto& opens = item["opens_max"];
	if (opens.isNull()) return out;
	if (!opens.isInteger()) return invalid(field + ".opens_max", "not a number");
	const bool isPossible = opens.integer() >= 1 && opens.integer() <= sealed::kOpensMax;
	out.opensMax = isPossible ? static_cast<int>(opens.integer()) : 0;  // 0: check() refuses it
	return out;
}

Value valueOf(const Rule& rule)
{
	return Value::object({{"domain", rule.domain},
		{"applies", kApplies.wordOf(rule.applies.value_or(Applies::All))},
		{"protection", kProtections.wordOf(rule.protection.value_or(Protection::Off))},
		{"gates", Value::List(rule.gates.begin(), rule.gates.end())},
		{"opens_max", rule.opensMax ? Value(*rule.opensMax) : Value()}});
}

Value::List valuesOf(const std::vector<Rule>& rules)
{
	Value::List out;
	for (const auto& each: rules) out.push_back(valueOf(each));
	return out;
}

Result<> check(const Rule& rule, const std::vector<std::string>& offered)
{
	const auto domain = std::string_view(rule.domain).substr(rule.domain.starts_with("*.") ? 2 : 0);
	if (rule.domain != kAnyDomain && !isDomain(domain)) return invalid("domain", "no domain, *.domain or *");
	if (!rule.applies) return invalid("applies", "all, with_files or without_files");
	if (!rule.protection) return invalid("protection", "off, default, mandatory or forbidden");
	if (rule.gates.size() > kMostGatesOfRule) return invalid("gates", "too many");
	for (std::size_t i = 0; i < rule.gates.size(); ++i)
	{
		const auto field = "gates[" + std::to_string(i) + ']';
		const auto at = rule.gates.begin() + static_cast<std::ptrdiff_t>(i);
		if (!sealed::isGateName(*at)) return invalid(field, "no name of a gate");
		if (std::find(offered.begin(), offered.end(), *at) == offered.end())
			return invalid(field, "not offered by this server");
		if (std::find(rule.gates.begin(), at, *at) != at) return invalid(field, "named twice");
	}
	if (rule.opensMax && (*rule.opensMax < 1 || *rule.opensMax > sealed::kOpensMax))
		return Error{.code = Code::Invalid,
			.detail = "out of range",
			.field = "opens_max",
			.extra = Value::object({{"min", 1}, {"max", sealed::kOpensMax}})};
	return {};
}

Result<> checkTogether(const std::vector<Rule>& rules)
{
	if (rules.size() > kMostRules) return invalid("items", "too many");
	for (std::size_t i = 0; i < rules.size(); ++i)
		for (std::size_t j = 0; j < i; ++j)
			if (rules[i].isRival(rules[j]))
				return invalid("items[" + std::to_string(i) + "].domain", "named twice for the same things");
	return {};
}

void sortByPrecedence(std::vector<Rule>& rules)
{
	std::sort(rules.begin(), rules.end(), [](const Rule& left, const Rule& right) {
		const auto a = weightOf(left.domain), b = weightOf(right.domain);
		if (a != b) return a > b;
		if (left.domain != right.domain) return left.domain < right.domain;
		const bool isLeftForAll = left.applies == Applies::All, isRightForAll = right.applies == Applies::All;
		if (isLeftForAll != isRightForAll) return isRightForAll;
		return left.applies < right.applies;
	});
}

const Rule* ruleFor(const std::vector<Rule>& rules, std::string_view address, bool hasFiles)
{
	const auto domain = domainOf(address);
	const auto found = std::find_if(
		rules.begin(), rules.end(), [&](const Rule& rule) { return fits(rule, domain, hasFiles); });
	return found == rules.end() ? nullptr : &*found;
}

std::vector<Verdict> verdictsOn(const std::vector<Rule>& rules, sealed::Sending& sending)
{
	std::vector<Verdict> out;
	for (auto& each: sending.recipients)
		out.push_back(verdictOn(ruleFor(rules, each.address, sending.hasFiles), each, sending.isInClear));
	return out;
}

Result<> firstRefusal(const std::vector<Verdict>& verdicts)
{
	const auto found = std::find_if(
		verdicts.begin(), verdicts.end(), [](const Verdict& each) { return each.breach.has_value(); });
	if (found == verdicts.end()) return {};
	auto extra = valueOf(*found->rule);
	extra.set("rule", found->rule->domain).set("level", "rule");
	extra.set("missing", Value::List(found->missing.begin(), found->missing.end()));
	const auto word = kBreaches.wordOf(*found->breach);
	extra.set("every", found->rule->domain == kAnyDomain ? "yes" : "no");  // for the text
	return Error{.code = Code::Unfit,
		.detail = "a rule of the company is against it: " + found->rule->domain,
		.messageKey = "policy:" + ("refused." + std::string(word)),
		.problem = std::string(word),
		.field = fieldOf(*found, static_cast<std::size_t>(found - verdicts.begin())),
		.extra = std::move(extra)};
}

}
