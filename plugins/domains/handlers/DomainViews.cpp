#include "handlers/DomainViews.h"

namespace sx::domains {

Value stateView(const Claim& claim, Instant lapse, const RequestWords& words)
{
	const auto word = std::string(kStates.wordOf(claim.state));
	const bool isFailing = claim.state == State::Failing;
	return Value::object({{"word", words("state." + word)},
		{"isFine", claim.state == State::Proved},
		{"isWaiting", claim.state == State::Waiting},
		{"isWrong", isFailing || claim.state == State::Lapsed || claim.state == State::Refused},
		{"until",
			isFailing ? Value::object({{"text",
							words("state.until",
								Value::object({{"since", words.date(*claim.failingSince, Pages::Style::Short)},
									{"lapse", words.date(lapse, Pages::Style::Short)}}))}})
					  : Value()}});
}

Value explanationView(const std::string& key, const Explanation& from, const RequestWords& words)
{
	Value::List texts, remarks;
	for (const auto& each: from.texts) texts.push_back(Value::object({{"text", each}}));
	for (const auto& each: from.remarks)
		remarks.push_back(Value::object({{"text", words("record." + each.key, each.arguments)},
			{"isFine", each.level == Remark::Level::Fine},
			{"isCareful", each.level == Remark::Level::Careful},
			{"isWrong", each.level == Remark::Level::Wrong}}));
	return Value::object({{"id", key},
		{"title", words("record." + key + ".title")},
		{"about", words("record." + key + ".about")},
		{"hasTexts", !texts.empty()},
		{"texts", std::move(texts)},
		{"remarks", std::move(remarks)},
		{"add",
			from.recordText.empty()
				? Value()
				: Value::object({{"lead", words(from.texts.empty() ? "record.add" : "record.replace")},
					  {"nameId", key + "-name"},
					  {"textId", key + "-text"},
					  {"recordName", from.recordName},
					  {"recordText", from.recordText}})}});
}

Value sendingView(const Claim& claim, const std::vector<DomainKey>& keys, const RequestWords& words)
{
	Value::List rows;
	bool isWaiting = false;
	for (const auto& each: keys)
	{
		const auto word = std::string(kKeyStates.wordOf(each.state));
		isWaiting = isWaiting || each.state == KeyState::Waiting;
		rows.push_back(Value::object({{"selector", each.selector},
			{"nameId", each.selector + "-name"},
			{"textId", each.selector + "-text"},
			{"recordName", each.recordName()},
			{"recordText", each.record},
			{"state", words("key." + word)},
			{"isFine", each.state == KeyState::Active},
			{"isWaiting", each.state == KeyState::Waiting},
			{"isRetired", each.state == KeyState::Retired},
			{"about",
				each.until ? words("key.keep", Value::object({{"day", words.date(*each.until, Pages::Style::Short)}}))
						   : words("key.about_" + word)}}));
	}
	const bool isReady = claim.sending == Sending::Ready;
	return Value::object({{"isReady", isReady},
		{"isBroken", claim.sending == Sending::Broken},
		{"isOff", claim.sending == Sending::Off},
		{"state", words("sending." + std::string(kSendings.wordOf(claim.sending)))},
		{"fault",
			isReady ? Value()
					: Value::object({{"text",
						  words("sending.fault." + std::string(kSendingFaults.wordOf(claim.sendingFault)))}})},
		{"canMake", !isWaiting},
		{"act", words(keys.empty() ? "key.make" : "key.change")},
		{"keys", std::move(rows)}});
}

}
