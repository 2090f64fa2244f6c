#include "handlers/MessageView.h"

#include "domain/Browser.h"
#include "handlers/Filters.h"
#include "handlers/Gates.h"

#include <algorithm>

namespace sx::messages {
namespace {

constexpr int kMostDots = 9;

Value::List dotsOf(const GrantRow& grant, bool isOver)
{
	Value::List dots;
	for (int i = 0; i < std::min(grant.opens, kMostDots); ++i)
	{
		const bool isUsed = i < grant.opens - grant.opensLeft;
		dots.push_back(Value::object({{"kind", isUsed ? "is-used" : isOver ? "is-gone" : ""}}));
	}
	return dots;
}

const std::string& nameOf(const GrantRow& grant) { return grant.name.empty() ? grant.address : grant.name; }

std::string limitKey(const MessageRow& message, Instant now)
{
	switch (shownState(message.cause, false, message.expires, now))
	{
	case Shown::Expired: return "sent.limit.expired";
	case Shown::UsedUp:
	case Shown::Destroyed: return "sent.limit.destroyed";
	default: return "sent.limit.expires";
	}
}

/// Tells whether an event is the sender's own act, whose address is not worth showing.
bool isOfSender(std::string_view kind) { return kind == "resent" || kind == "unlocked" || kind == "again_refused"; }

/// Returns the names of the gates that an event's cause lists; empty if the event is not about gates.
std::string gatesIn(const Event& event, const Words& words)
{
	if (event.kind != "wrong_secret" && event.kind != "locked" && event.kind != "asked") return {};
	std::string out;
	for (std::size_t from = 0; from < event.cause.size();)
	{
		const auto to = std::min(event.cause.find(',', from), event.cause.size());
		out += (out.empty() ? "" : ", ") +
			gateTitle(*words.services, words.language, event.cause.substr(from, to - from));
		from = to + 1;
	}
	return out;
}

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

}

Words wordsOf(Request& request, const Services& services)
{
	return {services.context.pages(), request.language(), zoneOf(request), services.now(), &services};
}

std::string initialsOf(const GrantRow& grant)
{
	std::string_view name = nameOf(grant);
	name = name.substr(0, name.find('@'));
	const auto gap = name.find_first_of(" ._-");
	auto out = firstLetter(name);
	if (gap != std::string_view::npos) out += firstLetter(name.substr(gap + 1));
	return out;
}

Value messageView(const Followed& followed, const Words& words, const Keys& keys, Pages::Style style)
{
	const auto& message = followed.message;
	const auto& grants = followed.grants;
	const auto end = message.isOver() ? message.destroyed.value_or(message.expires) : message.expires;
	return Value::object({
		{"id", message.id.value},
		{"note", message.note.value.empty() ? std::string() : keys.toBase64Url(message.note.value)},
		{"fallback",
			words("sent.to",
				Value::object({{"name", grants.empty() ? std::string() : nameOf(grants.front())},
					{"others", static_cast<std::int64_t>(grants.empty() ? 0 : grants.size() - 1)}}))},
		{"made", isoTime(message.made)},
		{"madeText", words.date(message.made, style)},
		{"limitText", words(limitKey(message, words.now), Value::object({{"date", words.date(end, style)}}))},
	});
}

Value recipientView(const Followed& followed, const GrantRow& grant, const Words& words)
{
	const auto& message = followed.message;
	const auto state = shownState(message.cause, grant.opens, grant.opensLeft, message.expires, words.now);
	const bool isWaiting = state == Shown::Waiting;
	const bool isOver = state == Shown::UsedUp || state == Shown::Expired || state == Shown::Destroyed;
	// What went wrong, while it can still be repaired, says more than the state.
	const char* alarm = isOver                  ? nullptr
		: isWaiting && grant.delivered == false ? "undelivered"
		: triesLeft(grant.tries) == 0           ? "locked"
		: isWaiting && grant.tries.wrong > 0    ? "wrong"
												: nullptr;
	const auto counts = Value::object({{"wrong", grant.tries.wrong},
		{"used", grant.opens - grant.opensLeft},
		{"opens", grant.opens},
		{"left", isOver ? 0 : grant.opensLeft}});
	const auto* stateClass = alarm ? std::string_view(alarm) == "wrong" ? "warn" : "bad"
		: isOver                   ? "gone"
		: state == Shown::Read     ? "ok"
								   : "brand";
	return Value::object({
		{"name", nameOf(grant)},
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

std::string placeOf(const Event& event)
{
	if (event.grant.empty() || isOfSender(event.kind)) return {};
	auto out = event.address;
	if (const auto browser = browserName(event.agent); !browser.empty()) out += (out.empty() ? "" : ", ") + browser;
	return out;
}

bool isBad(std::string_view kind)
{
	return kind == "reported" || kind == "refused" || kind == "wrong_secret" || kind == "locked" ||
		kind == "undelivered";
}

std::string eventTitle(const Event& event, Visitor visitor, int opens, const Words& words)
{
	return words("detail.event." + event.kind,
		Value::object({{"number", event.number},
			{"opens", opens},
			{"left", event.number},
			{"cause", event.cause.empty() ? "none" : event.cause},
			{"visitor", wordOf(visitor)},
			{"gates", gatesIn(event, words)}}));
}

std::map<EventId, Visitor> visitorsOf(const std::vector<Event>& events)
{
	std::map<GrantId, std::vector<Act>> byGrant;
	for (const auto& event: events) byGrant[event.grant].push_back({event.at, event.kind, event.address, event.agent});
	std::map<EventId, Visitor> out;
	for (const auto& event: events)
		if (event.kind == "visited")
			out[event.id] = visitorOf({event.at, event.kind, event.address, event.agent}, byGrant[event.grant]);
	return out;
}

Value::List eventViews(
	const std::vector<Event>& events, const GrantRow& grant, const std::vector<FileId>& files, const Words& words)
{
	const auto visitors = visitorsOf(events);
	Value::List out;
	for (auto event = events.rbegin(); event != events.rend(); ++event)
	{
		if (!event->grant.empty() && event->grant != grant.id) continue;
		const auto visitor = visitors.find(event->id);
		const auto file = std::find(files.begin(), files.end(), FileId{event->cause});
		const bool isKnownFile = event->kind == "downloaded" && file != files.end();
		auto detail = placeOf(*event);
		out.push_back(Value::object({
			{"title",
				eventTitle(*event, visitor == visitors.end() ? Visitor::Unknown : visitor->second, grant.opens, words)},
			{"file", isKnownFile ? Value::object({{"number", std::to_string(file - files.begin())}}) : Value()},
			{"at", isoTime(event->at)},
			{"atText", words.date(event->at, Pages::Style::LongWithZone)},
			{"hasDetail", !detail.empty()},
			{"detail", std::move(detail)},
			{"isOpen", event->kind == "opened"},
			{"isBad", isBad(event->kind)},
		}));
	}
	return out;
}

}
