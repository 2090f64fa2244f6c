#include "handlers/ComposerView.h"

namespace sx::messages {
namespace {

std::int64_t hoursOf(std::chrono::seconds time) { return std::chrono::floor<std::chrono::hours>(time).count(); }

Value::List languagesOf(const RequestWords& words)
{
	Value::List out;
	for (const std::string tag: {"fr", "en"})
		out.push_back(Value::object({{"value", tag},
			{"name", words("composer.languages." + tag)},
			{"isSelected", words.language.shortTag() == tag}}));
	return out;
}

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
		{"hoursDefault", hoursOf(limits.expiresDefault)},
		{"hoursMax", hoursOf(limits.expiresMax)},
		{"asksCodeAlwaysWord", asksCodeAlways ? "true" : "false"},
		{"fileMaxBytes", sealed.fileMaxBytes},
		{"filesMax", sealed.filesMax},
		{"uploadsMax", sealed.uploadsMax},
		{"recipientsMax", limits.recipientsMax},
		{"passwordLength", suggestion.length},
		{"passwordCharacters", suggestion.characters},
		{"countries", countries},
		{"languages", languagesOf(words)},
		{"deliveries", deliveriesOf(words, !countries.list().empty())},
		{"repliedTo", repliedTo}});
}

Value ReplyView::value() const
{
	return Value::object({{"fileMaxBytes", sealed.fileMaxBytes},
		{"filesMax", sealed.filesMax},
		{"passwordLength", suggestion.length},
		{"passwordCharacters", suggestion.characters}});
}

}
