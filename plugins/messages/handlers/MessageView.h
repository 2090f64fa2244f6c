// View models of one message: what the sent list and the detail page show of it.
#pragma once
#include "handlers/Following.h"

namespace sx::messages {

/// Words and dates of one request.
struct Words
{
	const Pages& pages;
	Language language;
	std::string zone;
	Instant now;

	std::string operator()(std::string_view key, const Value& arguments = Value::object({})) const { return pages.text(language, key, arguments); }
	std::string date(Instant at, Pages::Style style) const { return pages.dateTime(language, at, zone, style); }
};
Words wordsOf(Request& request, const Services& services);

/// Keys that a row and the detail page have in common: id, note, fallback, limitText.
Value messageView(const Followed& followed, const Words& words, const Keys& keys, Pages::Style style);
/// name, address, initials, dots, state and its flags, opensText.
Value recipientView(const Followed& followed, const GrantRow& grant, const Words& words);
/// Events of one recipient, and those of the whole message; newest first.
Value::List eventViews(const std::vector<Event>& events, const GrantRow& grant, const Words& words);
/// "Camille Roy" to "CR", "louis.gagne@…" to "LG".
std::string initialsOf(const GrantRow& grant);

}
