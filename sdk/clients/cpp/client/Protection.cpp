#include "client/Protection.h"

#include "client/Delivery.h"
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

bool isOn(const std::string& gate, const OutgoingMessage& message)
{
	const auto ofAll = [&](auto asks) {
		return std::all_of(
			message.to.begin(), message.to.end(), [&](const std::string& each) { return asks(message, each); });
	};
	if (gate == "password") return message.password.has_value();
	if (gate == kSms) return ofAll(asksSmsCode);
	return gate == "code" && ofAll(asksOpeningCode);
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

}
