#include "client/Protection.h"

#include "client/Delivery.h"
#include "client/Rules.h"
#include "client/Thesaurus.h"

#include <algorithm>

namespace sx::client {

namespace {

/// Names the option that sets a gate on the command line.
std::string optionOf(const std::string& gate)
{
	if (gate == "password") return "--password";
	if (gate == "code") return "--opening-code";
	if (gate == kSms) return std::string("--") + kSms + " for each recipient";
	return gate + ", which only the portal can set";
}

/// Tells whether one recipient must answer a gate.
bool isOnFor(const std::string& gate, const OutgoingMessage& message, const std::string& address)
{
	if (gate == "password") return message.password.has_value();
	if (gate == kSms) return asksSmsCode(message, address);
	return gate == "code" && asksOpeningCode(message, address);
}

/// Lists in words what a ruling wants and the message lacks for its recipient; empty if nothing.
std::string lacking(const Ruling& ruling, const OutgoingMessage& message, const std::vector<std::string>& gates)
{
	std::string out;
	const auto add = [&](const std::string& what) { out += (out.empty() ? "" : ", ") + what; };
	for (const auto& gate: gates)
		if (!isOnFor(gate, message, ruling.address)) add(optionOf(gate));
	return out;
}

/// Lists in words what a rule is against; empty if nothing.
std::string against(const Ruling& ruling, const OutgoingMessage& message)
{
	if (ruling.isForbidden) return "nothing may leave for this domain";
	auto out = lacking(ruling, message, ruling.must);
	const auto add = [&](const std::string& what) { out += (out.empty() ? "" : ", ") + what; };
	if (ruling.isWhole && message.isFilesOnly) add("the whole message sealed, without --attachments-only");
	if (ruling.opensMax && message.opens > *ruling.opensMax)
		add("--opens " + std::to_string(*ruling.opensMax) + " at most");
	return out;
}

bool isOn(const std::string& gate, const OutgoingMessage& message)
{
	return std::all_of(
		message.to.begin(), message.to.end(), [&](const std::string& each) { return isOnFor(gate, message, each); });
}

/// Lists in words what the rule asks for and the message lacks; empty if nothing.
std::string lacking(const Rule& rule, const OutgoingMessage& message)
{
	std::string out;
	const auto add = [&](const std::string& what) { out += (out.empty() ? "" : ", ") + what; };
	for (const auto& gate: rule.gates)
		if (!isOn(gate, message)) add(optionOf(gate));
	if (rule.isForced && message.isFilesOnly) add("the whole message sealed, without --attachments-only");
	return out;
}

}

std::string requireProtection(Transport& server, const OutgoingMessage& message, bool isOverridden)
{
	std::vector<std::string> texts{message.subject, message.text};
	for (const auto& path: message.files) texts.push_back(path.filename().string());
	std::string forced, proposed;
	for (const auto& [rule, found]: findings(fetchRules(server), texts))
	{
		const auto lacks = lacking(rule, message);
		if (lacks.empty()) continue;
		(rule.isForced ? forced : proposed) += "\n  \"" + found + "\" (" + rule.name + "): " + lacks;
	}
	if (!forced.empty()) throw ClientError(Failure::Policy, "not sent: your company requires a protection" + forced);
	if (proposed.empty()) return {};
	if (!isOverridden)
		throw ClientError(Failure::Policy,
			"not sent: your company advises a protection; add it, or --force-unprotected to send without" + proposed);
	return "sx: sent without a protection that your company advises" + proposed + '\n';
}

std::string obeyRules(Transport& server, OutgoingMessage& message)
{
	std::string refused, advised;
	const auto rulings = fetchRulings(server, message.to, !message.files.empty());
	const auto wants = [](const std::vector<std::string>& gates) {
		return std::find(gates.begin(), gates.end(), "code") != gates.end();
	};
	for (const auto& each: rulings)
		if (wants(each.must) || (wants(each.preferred) && !message.openingCode)) message.openingCode = true;
	for (const auto& each: rulings)
	{
		const auto line = "\n  " + each.address + " (rule " + each.rule + "): ";
		if (const auto what = against(each, message); !what.empty()) refused += line + what;
		if (const auto what = lacking(each, message, each.preferred); !what.empty()) advised += line + what;
	}
	if (!refused.empty())
		throw ClientError(Failure::Policy, "not sent: a rule of your company is against it" + refused);
	return advised.empty() ? std::string() : "sx: your company usually asks for" + advised + '\n';
}

}
