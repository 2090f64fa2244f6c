#include "services/Rules.h"

#include "gateway/HostNames.h"
#include "store/RuleRows.h"
#include "sx/address.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace sx::policy {
namespace {

constexpr std::string_view kSend = "messages.send", kConstantProtection = "sealed.constant_protection";
constexpr std::string_view kProtects = "messages.protects";

/// Names the level at which a setting was fixed or limited.
std::string levelOf(SettingLevel level)
{
	switch (level)
	{
	case SettingLevel::Company: return "company";
	case SettingLevel::Group: return "group";
	case SettingLevel::User: return "user";
	default: return "system";
	}
}

/// Tells whether a setting allows a number in the place of its value.
bool allows(const TenantSetting& setting, int number)
{
	const auto text = std::to_string(number);
	if (setting.isLocked) return setting.value == text;
	return (setting.min.empty() || number >= std::atoi(setting.min.c_str())) &&
		(setting.max.empty() || number <= std::atoi(setting.max.c_str()));
}

/// Returns the rules of `left` that `right` lacks.
std::vector<Rule> without(const std::vector<Rule>& left, const std::vector<Rule>& right)
{
	std::vector<Rule> out;
	std::copy_if(left.begin(), left.end(), std::back_inserter(out), [&](const Rule& each) {
		return std::find(right.begin(), right.end(), each) == right.end();
	});
	return out;
}

/// Writes rules for the journal, which lists what went and what came by name: {"example.org all": "mandatory sms, 2"}.
Value journalValue(const std::vector<Rule>& rules)
{
	Value out(Value::Object{});
	for (const auto& each: rules)
	{
		auto text = std::string(kProtections.wordOf(*each.protection));
		for (const auto& gate: each.gates) text += ' ' + gate;
		if (each.opensMax) text += ", " + std::to_string(*each.opensMax);
		out.set(each.domain + ' ' + std::string(kApplies.wordOf(*each.applies)), std::move(text));
	}
	return out;
}

void addNew(std::vector<std::string>& to, const std::vector<std::string>& words)
{
	for (const auto& word: words)
		if (std::find(to.begin(), to.end(), word) == to.end()) to.push_back(word);
}

/// Returns an address as it is kept, its domain in ASCII. Errors: Invalid with the field.
Result<std::string> addressOf(const std::string& written, const std::string& field)
{
	const auto clean = cleanAddress(written);
	const auto at = clean.rfind('@');
	auto address = at == std::string::npos ? std::nullopt
										   : mailAddress(clean.substr(0, at + 1) + asciiDomain(clean.substr(at + 1)));
	if (!address) return invalid(field, "not an address");
	return std::move(*address);
}

std::string itemField(std::size_t index) { return "items[" + std::to_string(index) + "]."; }

}

Rules::Rules(Context& context, const Thesaurus& thesaurus):
	_context(context), _thesaurus(thesaurus), _journal(context.find<audit::Journal>()),
	_items(context.find<sealed::Items>()), _people(context.find<directory::Directory>()),
	_principals(context.find<PrincipalSource>()), _settingsBook(context.find<TenantSettingsBook>()),
	_plans(context.find<licensing::Entitlements>())
{
}

std::string Rules::shown(const std::string& domain) { return shownDomain(domain); }

Result<std::vector<Rule>> Rules::all(const TenantId& tenant) const
{
	return _context.store().read(tenant, rule_rows::all);
}

Result<Rule> Rules::one(const TenantId& tenant, const std::string& domain, const std::string& applies) const
{
	auto rules = all(tenant);
	if (!rules) return rules.error();
	for (const auto& each: *rules)
		if (each.domain == domain && kApplies.wordOf(*each.applies) == applies) return each;
	return failed(Code::Missing, "no such rule");
}

Result<std::vector<Rule>> Rules::change(const Caller& caller, const char* kind, const Change& change) const
{
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<std::vector<Rule>> {
		auto rules = rule_rows::all(sql);
		if (!rules) return rules.error();
		const auto earlier = *rules;
		if (auto done = change(*rules); !done) return done.error();
		sortByPrecedence(*rules);
		const auto gone = without(earlier, *rules), come = without(*rules, earlier);
		if (gone.empty() && come.empty()) return rules;
		if (auto put = rule_rows::replace(sql, *rules); !put) return put.error();
		if (!_journal) return rules;
		auto noted = _journal->append(sql,
			{.kind = kind,
				.actor = caller.user,
				.subject = come.size() == 1 ? come[0].domain
					: gone.size() == 1      ? gone[0].domain
											: std::string(),
				.details = Value::object({{"before", journalValue(gone)},
					{"after", journalValue(come)},
					{"domain", (come.empty() ? gone : come).front().domain}}),
				.address = caller.address});
		if (!noted) return noted.error();
		return rules;
	});
}

Result<std::vector<Rule>> Rules::replace(const Caller& caller, std::vector<Rule> rules) const
{
	const auto offered = _thesaurus.gates();
	for (std::size_t i = 0; i < rules.size(); ++i)
	{
		rules[i].domain = asciiDomain(rules[i].domain);
		if (auto fine = check(rules[i], offered); !fine) return fine.error().at(itemField(i) + fine.error().field);
	}
	if (auto fine = checkTogether(rules); !fine) return fine.error();
	return change(caller, "policy.rules_replaced", [&](std::vector<Rule>& kept) -> Result<> {
		kept = std::move(rules);
		return {};
	});
}

Result<> Rules::save(const Caller& caller, Rule rule, const std::optional<Rule>& earlier) const
{
	rule.domain = asciiDomain(rule.domain);
	if (auto fine = check(rule, _thesaurus.gates()); !fine) return fine;
	auto done = change(
		caller, earlier ? "policy.rule_changed" : "policy.rule_added", [&](std::vector<Rule>& rules) -> Result<> {
			if (earlier && std::erase_if(rules, [&](const Rule& each) { return each.isRival(*earlier); }) == 0)
				return failed(Code::Missing, "no such rule");
			if (std::any_of(rules.begin(), rules.end(), [&](const Rule& each) { return each.isRival(rule); }))
				return invalid("domain", "there is a rule for it and the same things", "taken");
			if (rules.size() >= kMostRules) return refused(Code::Conflict, "too_many", "too many rules");
			rules.push_back(rule);
			return {};
		});
	return done ? Result<>() : done.error();
}

Result<> Rules::remove(const Caller& caller, const Rule& rule) const
{
	auto done = change(caller, "policy.rule_deleted", [&](std::vector<Rule>& rules) -> Result<> {
		if (std::erase_if(rules, [&](const Rule& each) { return each.isRival(rule); }) == 0)
			return failed(Code::Missing, "no such rule");
		return {};
	});
	return done ? Result<>() : done.error();
}

Result<std::vector<Ruling>> Rules::rulings(
	const TenantId& tenant, const std::vector<std::string>& to, bool hasFiles) const
{
	auto rules = all(tenant);
	if (!rules) return rules.error();
	std::vector<Ruling> out;
	for (std::size_t i = 0; i < to.size(); ++i)
	{
		auto address = addressOf(to[i], "to[" + std::to_string(i) + ']');
		if (!address) return address.error();
		const auto* rule = ruleFor(*rules, *address, hasFiles);
		out.push_back({std::move(*address), rule ? std::optional(*rule) : std::nullopt});
	}
	return out;
}

Result<> Rules::enforce(Sql& sql, sealed::Sending& sending) const
{
	auto rules = rule_rows::all(sql);
	if (!rules) return rules.error();
	return firstRefusal(verdictsOn(*rules, sending));
}

Result<> Rules::addSettings(Answer& answer, const Caller& caller, const UserId& user, const Question& question) const
{
	auto isAlways = _items ? _items->asksCodeAlways(caller.tenant) : Result<bool>(false);
	if (!isAlways) return isAlways.error();
	auto constant = SettingLevel::Default;
	const bool isGated = std::any_of(
		question.gates.begin(), question.gates.end(), [](const std::string& gate) { return gate != "code"; });
	const std::string_view opens = isGated ? "messages.opens_gated" : "messages.opens";
	auto company = _settingsBook ? _settingsBook->list(caller.tenant, {}) : std::vector<TenantSetting>{};
	if (!company) return company.error();
	for (const auto& each: *company)
		if (each.name == kConstantProtection) constant = each.level;
	if (*isAlways)
	{
		addNew(answer.must, {"code"});
		answer.by.push_back({.rule = std::string(kConstantProtection), .level = levelOf(constant)});
	}
	auto own = _settingsBook ? _settingsBook->list(caller.tenant, {}, {SettingLevel::User, user.value})
							 : std::vector<TenantSetting>{};
	if (!own) return own.error();
	for (const auto& each: *own)
	{
		std::string refusal;
		if (each.name == opens && question.opens && !allows(each, *question.opens))
			refusal = "opens";
		else if (each.name == kProtects && each.isLocked && each.value == "all" && question.isInClear)
			refusal = "clear";
		if (refusal.empty()) continue;
		answer.isAllowed = false;
		answer.by.push_back({.rule = each.name, .level = levelOf(each.lockedBy), .refusal = "setting_" + refusal});
	}
	return {};
}

Result<> Rules::addPlan(
	Answer& answer, const Caller& caller, const UserId& user, const Question& question, const Language& language) const
{
	if (!_plans) return {};
	auto person = _plans->of(caller.tenant, user);
	if (!person) return person.error();
	const auto add = [&](std::string what, const Result<>& may) {
		if (may) return;
		answer.isAllowed = false;
		answer.by.push_back({.rule = std::move(what),
			.level = "plan",
			.refusal = may.error().problem,
			.said = _plans->explain(language, may.error())});
	};
	add("licensing.licence", _plans->checkSending(*person));
	if (!person->maySend()) return {};
	for (const auto& gate: question.gates) add("licensing.gate", _plans->checkGate(*person, gate));
	add("licensing.file_bytes", _plans->checkAmount(*person, licensing::kFileBytes, question.fileBytes));
	return {};
}

Result<UserId> Rules::addPerson(Answer& answer, const Caller& caller, const std::string& user) const
{
	auto id = caller.user;
	if (!user.empty())
	{
		if (!_people) return failed(Code::Unavailable, "no directory of people");
		auto person = user.find('@') == std::string::npos ? _people->byId(caller.tenant, {user})
														  : _people->byAddress(caller.tenant, user);
		if (!person && person.error().code == Code::Missing) return invalid("user", "nobody of the company");
		if (!person) return person.error();
		id = person->id;
		if (!person->isActive)
		{
			answer.isAllowed = false;
			answer.by.push_back({.rule = "directory.state", .level = "user", .refusal = "suspended"});
			return id;
		}
	}
	if (!_principals) return id;
	auto principal = _principals->byUser(caller.tenant, id);
	if (principal && principal->may(kSend)) return id;
	if (!principal && principal.error().code != Code::Missing) return principal.error();
	answer.isAllowed = false;
	answer.by.push_back({.rule = std::string(kSend), .level = "user", .refusal = "denied"});
	return id;
}

Result<Answer> Rules::answer(const Caller& caller, const Question& question, const Language& language) const
{
	Answer out;
	const auto offered = _thesaurus.gates();
	for (std::size_t i = 0; i < question.gates.size(); ++i)
		if (std::find(offered.begin(), offered.end(), question.gates[i]) == offered.end())
			return invalid("gates[" + std::to_string(i) + ']', "not offered by this server");
	auto user = addPerson(out, caller, question.user);
	if (!user) return user.error();
	if (auto added = addSettings(out, caller, *user, question); !added) return added.error();
	if (auto added = addPlan(out, caller, *user, question, language); !added) return added.error();
	sealed::Sending sending{.kind = "messages",
		.owner = caller.user,
		.recipients = {},
		.hasFiles = question.hasFiles,
		.isInClear = question.isInClear};
	auto gates = question.gates;
	addNew(gates, out.must);  // what the server sets by itself
	const bool hasOther = std::any_of(gates.begin(), gates.end(), [&](const std::string& gate) {
		return gate == "password" || (_items && _items->replacesCode(gate));
	});
	if (!hasOther) addNew(gates, {"code"});
	if (question.to.empty()) return invalid("to", "nobody is named");
	for (std::size_t i = 0; i < question.to.size(); ++i)
	{
		auto address = addressOf(question.to[i], "to[" + std::to_string(i) + ']');
		if (!address) return address.error();
		sending.recipients.push_back({.address = std::move(*address),
			.gates = gates,
			.opens = question.opens.value_or(1),
			.hasChosenOpens = question.opens.has_value()});
	}
	auto rules = all(caller.tenant);
	if (!rules) return rules.error();
	const auto verdicts = verdictsOn(*rules, sending);
	for (std::size_t i = 0; i < verdicts.size(); ++i)
	{
		const auto& verdict = verdicts[i];
		if (!verdict.rule) continue;
		const auto& rule = *verdict.rule;
		if (verdict.breach) out.isAllowed = false;
		if (rule.isMandatory()) addNew(out.must, rule.gates);
		if (rule.protection == Protection::Default) addNew(out.preferred, rule.gates);
		if (rule.opensMax && !rule.forbids())
			out.opensMax = std::min(*rule.opensMax, out.opensMax.value_or(*rule.opensMax));
		out.by.push_back({.rule = rule.domain,
			.level = "rule",
			.to = sending.recipients[i].address,
			.whole = rule,
			.refusal = verdict.breach ? std::string(kBreaches.wordOf(*verdict.breach)) : std::string()});
	}
	return out;
}

}
