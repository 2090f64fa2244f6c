#include "handlers/MessageView.h"

#include "sx/time.h"

#include <algorithm>

namespace sx::messages {
namespace {

using sealed::Shown;

constexpr int kMostDots = 9;

bool isEnded(Shown state) noexcept
{
	return state == Shown::UsedUp || state == Shown::Expired || state == Shown::Destroyed;
}

Shown stateOf(const sealed::Item& item, const sealed::Grant& grant, Instant now)
{
	return sealed::shownState(item.cause, grant.opens, grant.opensLeft, item.expires, now);
}

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
	const auto state = sealed::shownState(item.cause, false, item.expires, now);
	return state == Shown::Expired ? "sent.limit.expired"
		: isEnded(state)           ? "sent.limit.destroyed"
								   : "sent.limit.expires";
}

std::optional<Alarm> alarmOf(const Recipient& recipient, Shown state)
{
	if (isEnded(state)) return {};
	const bool isWaiting = state == Shown::Waiting;
	if (isWaiting && recipient.delivered == false) return Alarm::Undelivered;
	if (recipient.grant.isLocked()) return Alarm::Locked;
	return isWaiting && recipient.grant.wrongTries > 0 ? std::optional(Alarm::Wrong) : std::nullopt;
}

std::string_view classOf(const RecipientView& view)
{
	if (view.alarm) return view.alarm == Alarm::Wrong ? "warn" : "bad";
	if (view.isOver) return "gone";
	return view.state == Shown::Read ? "ok" : "brand";
}

Value maybeTime(const std::optional<Instant>& at) { return at ? Value(isoTime(*at)) : Value(); }

std::string noteOf(const sealed::Item& item, const Keys& keys)
{
	return item.note.value.empty() ? std::string() : keys.toBase64Url(item.note.value);
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
			{"state", wordOf(stateOf(item, grant, now))},
			{"opens_left", item.isOver() ? 0 : grant.opensLeft},
			{"opens", grant.opens},
			{"first_opened", maybeTime(grant.firstOpened)},
			{"delivered", delivered ? Value(*delivered) : Value()},
			{"locked", grant.isLocked()}}));
	const auto note = noteOf(item, keys);
	return Value::object({{"id", item.id.value},
		{"made", isoTime(item.made)},
		{"expires", isoTime(item.expires)},
		{"state", wordOf(shownState(followed, now))},
		{"destroyed", maybeTime(item.destroyed)},
		{"note", note.empty() ? Value() : Value(note)},
		{"recipients", std::move(recipients)}});
}

MessageView::MessageView(const Followed& followed, const Words& words, const Keys& keys, Pages::Style style):
	id(followed.item.id.value), note(noteOf(followed.item, keys)), made(followed.item.made),
	madeText(words.date(made, style))
{
	const auto& item = followed.item;
	const auto& all = followed.recipients;
	const auto end = item.isOver() ? item.destroyed.value_or(item.expires) : item.expires;
	fallback = words("sent.to",
		Value::object({{"name", all.empty() ? std::string() : all.front().grant.shownName()},
			{"others", static_cast<std::int64_t>(all.empty() ? 0 : all.size() - 1)}}));
	limitText = words(limitKey(item, words.now), Value::object({{"date", words.date(end, style)}}));
}

Value MessageView::value() const
{
	return Value::object({{"id", id},
		{"note", note},
		{"fallback", fallback},
		{"made", isoTime(made)},
		{"madeText", madeText},
		{"limitText", limitText}});
}

RecipientView::RecipientView(const Followed& followed, const Recipient& recipient, const Words& words):
	grant(recipient.grant), state(stateOf(followed.item, grant, words.now)), alarm(alarmOf(recipient, state))
{
	isOver = isEnded(state);
	const auto counts = Value::object({{"wrong", grant.wrongTries},
		{"gate", grant.onlyGate()},
		{"used", grant.opens - grant.opensLeft},
		{"opens", grant.opens},
		{"left", isOver ? 0 : grant.opensLeft}});
	stateText = words("sent.state." + std::string(alarm ? kAlarms.wordOf(*alarm) : wordOf(state)), counts);
	opensText = words("detail.opens", counts);
}

Value RecipientView::value() const
{
	const auto is = [&](Shown each) { return state == each && !alarm; };
	return Value::object({{"name", grant.shownName()},
		{"address", grant.address},
		{"isNamed", !grant.name.empty()},
		{"initials", initialsOf(grant.shownName())},
		{"dots", dotsOf(grant, isOver)},
		{"stateText", stateText},
		{"stateClass", classOf(*this)},
		{"isWaiting", is(Shown::Waiting)},
		{"isRead", is(Shown::Read)},
		{"isUsedUp", is(Shown::UsedUp)},
		{"isExpired", is(Shown::Expired)},
		{"isDestroyed", is(Shown::Destroyed)},
		{"hasAlarm", alarm.has_value()},
		{"opensText", opensText}});
}

Value EventView::value() const
{
	return Value::object({{"title", event.title},
		{"file", file ? Value::object({{"number", std::to_string(*file)}}) : Value()},
		{"at", isoTime(event.event.at)},
		{"atText", atText},
		{"hasDetail", !event.place.empty()},
		{"detail", event.place},
		{"isOpen", event.event.kind == sealed::EventKind::Opened},
		{"isBad", event.isBad}});
}

std::vector<EventView> eventViews(const std::vector<sealed::EventView>& events,
	const GrantId& grant,
	const std::vector<FileId>& files,
	const Words& words)
{
	std::vector<EventView> out;
	for (auto each = events.rbegin(); each != events.rend(); ++each)
	{
		const auto& event = each->event;
		if (!event.grant.empty() && event.grant != grant) continue;
		out.push_back({*each, words.date(event.at, Pages::Style::LongWithZone)});
		const auto file = std::find(files.begin(), files.end(), FileId{event.cause});
		if (event.kind == sealed::EventKind::Downloaded && file != files.end()) out.back().file = file - files.begin();
	}
	return out;
}

}
