#include "handlers/MessageView.h"

#include "sx/time.h"

#include <algorithm>

namespace sx::messages {
namespace {

using sealed::Shown;

constexpr int kMostDots = 9;

Value::List dotsOf(const sealed::Grant& grant, bool isOver)
{
	Value::List dots;
	for (int i = 0; i < std::min(grant.opens, kMostDots); ++i)
	{
		const bool isUsed = i < grant.opens - grant.opensLeft;
		dots.push_back(Value::object({{"kind", isUsed ? "is-used" : isOver ? "is-gone" : ""}}));
	}
	return dots;
}

std::string limitKey(const sealed::Item& item, Instant now)
{
	switch (sealed::shownState(item.cause, false, item.expires, now))
	{
	case Shown::Expired: return "sent.limit.expired";
	case Shown::UsedUp:
	case Shown::Destroyed: return "sent.limit.destroyed";
	default: return "sent.limit.expires";
	}
}

Value maybeTime(const std::optional<Instant>& at) { return at ? Value(isoTime(*at)) : Value(); }

/// Returns the first code point of a text, a to z in upper case.
std::string firstLetter(std::string_view text)
{
	if (text.empty()) return {};
	std::size_t bytes = 1;
	while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) ++bytes;
	std::string letter(text.substr(0, bytes));
	if (letter.size() == 1 && letter[0] >= 'a' && letter[0] <= 'z') letter[0] = static_cast<char>(letter[0] - 32);
	return letter;
}

std::string initialsOf(const sealed::Grant& grant)
{
	std::string_view name = grant.shownName();
	name = name.substr(0, name.find('@'));
	const auto gap = name.find_first_of(" ._-");
	auto out = firstLetter(name);
	if (gap != std::string_view::npos) out += firstLetter(name.substr(gap + 1));
	return out;
}

}

Shown shownState(const Followed& followed, Instant now)
{
	const bool isOpened = std::any_of(followed.recipients.begin(),
		followed.recipients.end(),
		[](const Recipient& each) { return each.grant.firstOpened.has_value(); });
	return sealed::shownState(followed.item.cause, isOpened, followed.item.expires, now);
}

Value followedValue(const Followed& followed, const Keys& keys, Instant now)
{
	const auto& item = followed.item;
	Value::List recipients;
	for (const auto& [grant, mobile, delivered]: followed.recipients)
		recipients.push_back(Value::object({{"grant", grant.id.value},
			{"address", grant.address},
			{"name", grant.name},
			{"state", wordOf(sealed::shownState(item.cause, grant.opens, grant.opensLeft, item.expires, now))},
			{"opens_left", item.isOver() ? 0 : grant.opensLeft},
			{"opens", grant.opens},
			{"first_opened", maybeTime(grant.firstOpened)},
			{"delivered", delivered ? Value(*delivered) : Value()},
			{"locked", grant.isLocked()}}));
	return Value::object({{"id", item.id.value},
		{"made", isoTime(item.made)},
		{"expires", isoTime(item.expires)},
		{"state", wordOf(shownState(followed, now))},
		{"destroyed", maybeTime(item.destroyed)},
		{"note", item.note.value.empty() ? Value() : Value(keys.toBase64Url(item.note.value))},
		{"recipients", std::move(recipients)}});
}

Value messageView(const Followed& followed, const Words& words, const Keys& keys, Pages::Style style)
{
	const auto& item = followed.item;
	const auto& all = followed.recipients;
	const auto end = item.isOver() ? item.destroyed.value_or(item.expires) : item.expires;
	return Value::object({
		{"id", item.id.value},
		{"note", item.note.value.empty() ? std::string() : keys.toBase64Url(item.note.value)},
		{"fallback",
			words("sent.to",
				Value::object({{"name", all.empty() ? std::string() : all.front().grant.shownName()},
					{"others", static_cast<std::int64_t>(all.empty() ? 0 : all.size() - 1)}}))},
		{"made", isoTime(item.made)},
		{"madeText", words.date(item.made, style)},
		{"limitText", words(limitKey(item, words.now), Value::object({{"date", words.date(end, style)}}))},
	});
}

Value recipientView(const Followed& followed, const Recipient& recipient, const Words& words)
{
	const auto& item = followed.item;
	const auto& grant = recipient.grant;
	const auto state = sealed::shownState(item.cause, grant.opens, grant.opensLeft, item.expires, words.now);
	const bool isWaiting = state == Shown::Waiting;
	const bool isOver = state == Shown::UsedUp || state == Shown::Expired || state == Shown::Destroyed;
	// What went wrong, while it can still be repaired, says more than the state.
	const char* alarm = isOver                      ? nullptr
		: isWaiting && recipient.delivered == false ? "undelivered"
		: grant.isLocked()                          ? "locked"
		: isWaiting && grant.wrongTries > 0         ? "wrong"
													: nullptr;
	const auto counts = Value::object({{"wrong", grant.wrongTries},
		{"used", grant.opens - grant.opensLeft},
		{"opens", grant.opens},
		{"left", isOver ? 0 : grant.opensLeft}});
	const auto* stateClass = alarm ? std::string_view(alarm) == "wrong" ? "warn" : "bad"
		: isOver                   ? "gone"
		: state == Shown::Read     ? "ok"
								   : "brand";
	return Value::object({
		{"name", grant.shownName()},
		{"address", grant.address},
		{"isNamed", !grant.name.empty()},
		{"initials", initialsOf(grant)},
		{"dots", dotsOf(grant, isOver)},
		{"stateText", words("sent.state." + std::string(alarm ? alarm : wordOf(state)), counts)},
		{"stateClass", stateClass},
		{"isWaiting", isWaiting && !alarm},
		{"isRead", state == Shown::Read && !alarm},
		{"isUsedUp", state == Shown::UsedUp},
		{"isExpired", state == Shown::Expired},
		{"isDestroyed", state == Shown::Destroyed},
		{"hasAlarm", alarm != nullptr},
		{"opensText", words("detail.opens", counts)},
	});
}

Value::List eventViews(const std::vector<sealed::EventView>& events,
	const GrantId& grant,
	const std::vector<FileId>& files,
	const Words& words)
{
	Value::List out;
	for (auto each = events.rbegin(); each != events.rend(); ++each)
	{
		const auto& event = each->event;
		if (!event.grant.empty() && event.grant != grant) continue;
		const auto file = std::find(files.begin(), files.end(), FileId{event.cause});
		const bool isKnownFile = event.kind == sealed::EventKind::Downloaded && file != files.end();
		out.push_back(Value::object({
			{"title", each->title},
			{"file", isKnownFile ? Value::object({{"number", std::to_string(file - files.begin())}}) : Value()},
			{"at", isoTime(event.at)},
			{"atText", words.date(event.at, Pages::Style::LongWithZone)},
			{"hasDetail", !each->place.empty()},
			{"detail", each->place},
			{"isOpen", event.kind == sealed::EventKind::Opened},
			{"isBad", each->isBad},
		}));
	}
	return out;
}

}
