#include "domain/NewMessage.h"

#include "sx/sealed/DraftWire.h"
#include "sx/sealed/Gate.h"

#include <algorithm>
#include <array>
#include <limits>

namespace sx::messages {
namespace {

using sealed::integerIn;
using sealed::kOpensMax;

constexpr std::size_t kMostGates = 12;  // of kept options
constexpr std::array<std::string_view, 2> kProtects{"all", "files"};

/// Checks that a member is one of two words. Errors: Invalid with field.
Result<> checkChoice(const Value& body, const char* field, const std::array<std::string_view, 2>& choices)
{
	const auto& given = body[field].text();
	if (given == choices[0] || given == choices[1]) return {};
	return invalid(field, std::string(choices[0]) + " or " + std::string(choices[1]));
}

/// Reads the short tag of a language that the server speaks. Errors: Invalid with field.
Result<Language> readLanguage(const Value& body)
{
	std::string known;
	for (const auto& each: spokenLanguages())
	{
		if (body["language"].text() == each.language.shortTag()) return each.language;
		known += (known.empty() ? "" : ", ") + std::string(each.language.shortTag());
	}
	return invalid("language", "one of " + known);
}

/// Checks a link by SMS: a code to the same phone would protect nothing, and a mistyped number reaches a stranger.
Result<> checkTexted(const sealed::NamedRecipient& recipient, const sealed::RecipientRules& rules, std::size_t i)
{
	const auto field = [&](const std::string& member) { return sealed::elementField("recipients", i, member); };
	if (recipient.mobile.empty()) return invalid(field("mobile"), "the link by SMS needs a number");
	for (const auto& [name, setting]: recipient.gates)
		if (const auto* gate = rules.offered(name); gate && gate->contact == kMobile)
			return invalid(field("gates." + name), "the code would go to the phone that has the link");
	if (recipient.gates.empty())
		return invalid(field("gates.code"), "a link by SMS needs a code or a password that goes another way");
	return {};
}

/// Checks a number against what may be chosen in place of a setting's value. Errors: Unfit.
Result<> checkRule(const SettingRule& rule, std::int64_t number, std::int64_t value, std::string field)
{
	if (rule.allows(number, value)) return {};
	const auto least = rule.isFixed ? value : rule.min.value_or(number);
	const auto most = rule.isFixed ? value : rule.max.value_or(number);
	return Error{.code = Code::Unfit,
		.detail = "a setting of the company, of a group or of the server allows " + std::to_string(least) + " to " +
			std::to_string(most),
		.problem = "limited",
		.field = std::move(field),
		.extra = Value::object({{"min", least}, {"max", most}})};
}

/// Tells whether something besides the opening code protects.
bool isGated(const sealed::WantedGates& gates) { return gates.size() > (gates.contains("code") ? 1U : 0U); }

/// Checks the opens that the author chose, for all and for each recipient, and fits those of all to the rule of whoever
/// has other gates than all. Errors: Unfit.
Result<> fitOpens(const Value& body, NewMessage& message, const Limits& limits)
{
	const auto ruleOf = [&](bool gated) -> const SettingRule& {
		return gated ? limits.rules.opensGated : limits.rules.opens;
	};
	const auto valueOf = [&](bool gated) { return gated ? limits.opensDefaultGated : limits.opensDefault; };
	const bool areGated = isGated(message.gates);
	if (auto fits = checkRule(ruleOf(areGated), message.opens, valueOf(areGated), "opens"); !fits) return fits;
	for (std::size_t i = 0; i < message.recipients.size(); ++i)
	{
		auto& recipient = message.recipients[i];
		const bool gated = isGated(recipient.gates);
		const auto& rule = ruleOf(gated);
		if (rule.allows(recipient.opens, valueOf(gated))) continue;
		if (!body["recipients"].list()[i]["opens"].isNull())
			return checkRule(rule, recipient.opens, valueOf(gated), sealed::elementField("recipients", i, "opens"));
		recipient.opens = valueOf(gated);
	}
	return {};
}

}

Result<NewMessage> parseNewMessage(const Value& body, const Limits& limits)
{
	if (!body.isObject()) return invalid("", "not an object");
	NewMessage out;
	auto language = readLanguage(body);
	if (!language) return language.error();
	out.language = std::move(*language);

	const auto& delivery = body["delivery"];
	const auto known = delivery.isNull() ? Delivery::Mail : kDeliveries.valueOf(delivery.text());
	if (!known) return invalid("delivery", "mail, sms, link or eml");
	out.delivery = *known;
	if (out.delivery == Delivery::Sms && !limits.sendsTexts) return invalid("delivery", "not offered by this server");
	if (!body["protect"].isNull())
		if (auto named = checkChoice(body, "protect", kProtects); !named) return named.error();
	out.isFilesOnly = body["protect"].text() == kProtects[1];
	// Who fixes that files alone are protected allows more protection.
	if (out.isFilesOnly && limits.rules.protects.isFixed && !limits.isFilesOnlyDefault)
		return Error{.code = Code::Unfit,
			.detail = "a setting of the company, of a group or of the server protects everything",
			.problem = "limited",
			.field = "protect"};
	if (out.isFilesOnly && !carriesText(out.delivery))
		return invalid("delivery", "a text in clear needs a mail that carries it");

	const auto rules = limits.ofRecipients();
	auto gates = sealed::readGates(body["gates"], {{"code", true}}, rules, "gates");
	if (!gates) return gates.error();
	out.gates = std::move(*gates);
	auto opens = sealed::readOpens(body, out.gates, rules);
	if (!opens) return opens.error();
	out.opens = *opens;
	auto expires = integerIn(
		body, "expires_in", limits.expiresDefault.count(), sealed::kShortestExpiry.count(), limits.expiresMax.count());
	if (!expires) return expires.error();
	if (auto fits = checkRule(limits.rules.expires, *expires, limits.expiresDefault.count(), "expires_in"); !fits)
		return fits.error();
	out.expiresIn = std::chrono::seconds(*expires);
	auto recipients = sealed::readRecipients(body, out.gates, rules);
	if (!recipients) return recipients.error();
	out.recipients = std::move(*recipients);
	if (auto fits = fitOpens(body, out, limits); !fits) return fits.error();
	for (std::size_t i = 0; out.delivery == Delivery::Sms && i < out.recipients.size(); ++i)
		if (auto checked = checkTexted(out.recipients[i], rules, i); !checked) return checked.error();
	out.files = sealed::filesIn(body);
	// The manifest counts as one file.
	if (out.isFilesOnly && out.files.size() < 2) return invalid("files", "there is nothing to protect", "no_files");
	return out;
}

Result<Value> parseOptions(const Value& body, const Limits& limits)
{
	if (auto language = readLanguage(body); !language) return language.error();
	if (!kDeliveries.valueOf(body["delivery"].text())) return invalid("delivery", "mail, sms, link or eml");
	if (auto known = checkChoice(body, "protects", kProtects); !known) return known.error();
	auto opens = integerIn(body, "opens", 0, 1, kOpensMax);
	if (!opens) return opens.error();
	auto expires = integerIn(body, "expires_in", 0, sealed::kShortestExpiry.count(), limits.expiresMax.count());
	if (!expires) return expires.error();
	if (*opens == 0 || *expires == 0) return invalid(*opens == 0 ? "opens" : "expires_in", "missing");
	const auto& gates = body["gates"].members();
	if (gates.size() > kMostGates) return invalid("gates", "too many");
	for (const auto& [name, isWanted]: gates)
		if (!sealed::isGateName(name) || !isWanted.isFlag())
			return invalid("gates", "not a gate's name with true or false");
	return Value::object({{"language", body["language"]},
		{"delivery", body["delivery"]},
		{"protects", body["protects"]},
		{"opens", *opens},
		{"expires_in", *expires},
		{"gates", Value(gates)}});
}

sealed::ShorterLimits parseShorterLimits(const Value& body)
{
	sealed::ShorterLimits out;
	// What is no number, or too large a one, becomes one that is out of range.
	const auto& opens = body["opens_left"];
	if (!opens.isNull())
		out.opensLeft = static_cast<int>(std::min<std::int64_t>(opens.integer(-1), std::numeric_limits<int>::max()));
	const auto& expires = body["expires_in"];
	if (!expires.isNull()) out.expiresIn = std::chrono::seconds(expires.integer(-1));
	return out;
}

}
