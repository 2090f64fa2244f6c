#include "handlers/ComposerView.h"

#include <algorithm>

namespace sx::messages {
namespace {

std::int64_t hoursOf(std::chrono::seconds time) { return std::chrono::floor<std::chrono::hours>(time).count(); }

/// Returns the deliveries that senders can choose, the usual one first, with what the page must know of each.
Value::List deliveriesOf(const RequestWords& words, bool sendsTexts)
{
	Value::List out;
	for (const auto delivery: {Delivery::Mail, Delivery::Eml, Delivery::Link, Delivery::Sms})
	{
		if (delivery == Delivery::Sms && !sendsTexts) continue;
		const std::string word(kDeliveries.wordOf(delivery));
		out.push_back(Value::object({{"value", word},
			{"name", words("composer.delivery." + word)},
			{"hint", delivery == Delivery::Mail ? std::string() : words("composer.delivery.hint." + word)},
			{"next", isByServer(delivery) ? word : std::string(kDeliveries.wordOf(Delivery::Link))},
			{"carries", carriesText(delivery) ? "text" : "link"},
			{"contact", delivery == Delivery::Sms ? kMobile : std::string_view()}}));
	}
	return out;
}

/// Says who keeps the sender from choosing what they like; empty: nobody.
std::string noteOf(const RequestWords& words, const SettingRule& rule)
{
	const std::string kind = rule.isFixed ? "fixed" : "bounded";
	switch (rule.by)
	{
	case SettingLevel::Company: return words("composer.limits." + kind + ".company");
	case SettingLevel::Group: return words("composer.limits." + kind + ".group", Value::object({{"name", rule.group}}));
	case SettingLevel::User: return words("composer.limits." + kind + ".user");
	default: return rule.isFixed ? words("composer.limits.fixed.server") : std::string();
	}
}

constexpr std::string_view kMayChangeSettings = "directory.settings";

/// Returns where a setting stands on the page of the level that decided it (plugin directory); empty: whoever asks may
/// not change it. name: "messages-opens".
std::string pageOf(SettingLevel level, const std::string& name, const Principal& sender)
{
	if (!sender.may(kMayChangeSettings)) return {};
	switch (level)
	{
	case SettingLevel::Company: return "/admin/settings#" + name;
	case SettingLevel::Group: return "/admin/groups";
	case SettingLevel::User: return "/admin/people/" + sender.user.value + "/settings#" + name;
	default: return {};
	}
}

/// Returns what the page is told of what may be chosen in place of a default. unit: how much of the setting's unit one
/// of the page's is.
Value ruleView(const RequestWords& words,
	const Principal& sender,
	const char* name,
	const SettingRule& rule,
	std::int64_t least,
	std::int64_t most,
	std::int64_t unit = 1)
{
	const auto page = pageOf(rule.by, name, sender);
	const bool isOfCompany = rule.by == SettingLevel::Company || rule.by == SettingLevel::Group ||
		rule.by == SettingLevel::User;
	return Value::object({{"min", std::max(least, (rule.min.value_or(least) + unit - 1) / unit)},
		{"max", std::min(most, rule.max.value_or(most * unit) / unit)},
		{"fixed", rule.isFixed ? "true" : "false"},
		{"note", noteOf(words, rule)},
		{"who", isOfCompany && page.empty() ? words("composer.limits.who") : std::string()},
		{"page", page}});
}

}

Value ComposerView::value(const RequestWords& words) const
{
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"scripts", Value::List{"composer.js"}},
		{"senderName", sender.name},
		{"senderAddress", sender.address},
		{"opensDefault", limits.opensDefault},
		{"opensDefaultGated", limits.opensDefaultGated},
		{"opensMax", sealed::kOpensMax},
		{"opensRule", ruleView(words, sender, "messages-opens", limits.rules.opens, 1, sealed::kOpensMax)},
		{"opensGatedRule",
			ruleView(words, sender, "messages-opens_gated", limits.rules.opensGated, 1, sealed::kOpensMax)},
		{"hoursDefault", hoursOf(limits.expiresDefault)},
		{"hoursMax", hoursOf(limits.expiresMax)},
		{"hoursRule",
			ruleView(words, sender, "messages-expires", limits.rules.expires, 1, hoursOf(limits.expiresMax), 3600)},
		{"protects", limits.isFilesOnlyDefault ? "files" : "all"},
		{"protectRule", ruleView(words, sender, "messages-protects", limits.rules.protects, 0, 0)},
		{"asksCodeAlwaysWord", asksCodeAlways ? "true" : "false"},
		{"codeDelivery", sealed::kCodeDeliveries.wordOf(codeDelivery)},
		{"codePage", pageOf(SettingLevel::Company, "sealed-constant_protection", sender)},
		{"fileMaxBytes", plan.fileMaxBytes},
		{"fileMore", plan.fileMore},
		{"lock", plan.lock.empty() ? Value() : Value::object({{"text", plan.lock}})},
		{"filesMax", sealed.filesMax},
		{"uploadsMax", sealed.uploadsMax},
		{"recipientsMax", limits.recipientsMax},
		{"passwordLength", suggestion.length},
		{"passwordCharacters", suggestion.characters},
		{"passwordSuggested", suggestion.isOffered ? "true" : "false"},
		{"countries", countries},
		{"languages", languageChoices(words.language.tag)},
		{"deliveries", deliveriesOf(words, plan.hasTexts && !countries.list().empty())},
		{"repliedTo", repliedTo}});
}

Value ReplyView::value() const
{
	return Value::object({{"fileMaxBytes", sealed.fileMaxBytes},
		{"filesMax", sealed.filesMax},
		{"passwordLength", suggestion.length},
		{"passwordCharacters", suggestion.characters},
		{"passwordSuggested", suggestion.isOffered ? "true" : "false"}});
}

}
