// Builds the view models of one message: what the sent list and the detail page show of it.
#pragma once
#include "domain/Visitor.h"
#include "handlers/Following.h"

#include <map>

namespace sx::messages {

/// Writes words and dates for one request.
struct Words
{
	const Pages& pages;
	Language language;
	std::string zone;
	Instant now;
	const Services* services;

	std::string operator()(std::string_view key, const Value& arguments = Value::object({})) const
	{
		return pages.text(language, key, arguments);
	}
	std::string date(Instant at, Pages::Style style) const { return pages.dateTime(language, at, zone, style); }
};
Words wordsOf(Request& request, const Services& services);

/// Returns the keys that a row and the detail page have in common: id, note, fallback, made, madeText, limitText.
Value messageView(const Followed& followed, const Words& words, const Keys& keys, Pages::Style style);
/// Returns what is shown of a recipient: name, address, initials, dots, state and its flags, opensText.
Value recipientView(const Followed& followed, const GrantRow& grant, const Words& words);
/// Says what happened, in the request's language, with the exact cause of a refusal (product row I8). visitor: who made
/// a visit; opens: the recipient's.
std::string eventTitle(const Event& event, Visitor visitor, int opens, const Words& words);
/// Returns a reader's network address and browser; empty for an act of the sender or of the server.
std::string placeOf(const Event& event);
/// Tells whether events of this kind are failures or refusals.
bool isBad(std::string_view kind);
/// Tells who made the visits among these events, by the events' ids.
std::map<EventId, Visitor> visitorsOf(const std::vector<Event>& events);
/// Returns the events of one recipient and those of the whole message, newest first. files: in their order.
Value::List eventViews(
	const std::vector<Event>& events, const GrantRow& grant, const std::vector<FileId>& files, const Words& words);
/// Shortens "Camille Roy" to "CR" and "louis.gagne@…" to "LG".
std::string initialsOf(const GrantRow& grant);
/// Returns the list of scripts of a page that has one.
inline Value::List scripts(const char* name) { return Value::List{Value(name)}; }

}
