#include "handlers/JournalView.h"

#include "sx/time.h"

namespace sx::audit {

Value JournalView::Row::value(const RequestWords& words) const
{
	Value::List lines;
	for (const auto& line: told.lines)
		lines.push_back(Value::object({{"label", line.label},
			{"before", line.before},
			{"after", line.after},
			{"isChange", !line.before.empty()}}));
	return Value::object({{"id", "e" + std::to_string(entry.number)},
		{"number", words.pages.number(words.language, entry.number)},
		{"at", isoTime(entry.at)},
		{"atText", words.date(entry.at, Pages::Style::Short)},
		{"sentence", told.sentence},
		{"actor", told.actor},
		{"subject", told.subject.size() > 60 ? told.subject.substr(0, 12) + "…" : told.subject},
		{"kind", entry.kind},
		{"address", entry.address},
		{"hasAddress", !entry.address.empty()},
		{"isBad",
			entry.kind == "audit.fault_found" || entry.kind.ends_with("_refused") || entry.kind == "access.denied" ||
				entry.kind == "origin.refused"},
		{"hasLines", !lines.empty()},
		{"lines", std::move(lines)}});
}

void JournalView::setCheck(Value& view, const RequestWords& words) const
{
	std::string text = words("check.never"), fault;
	for (const auto& each: checks)
	{
		if (!each.fault.empty()) fault = each.chain + ": " + each.fault;
		if (each.chain == "journal")
			text = words("check.last",
				Value::object({{"at", words.date(each.at, Pages::Style::LongWithZone)}, {"count", each.entries}}));
	}
	const bool isGood = fault.empty() && !checks.empty();
	view.set("check",
		noteView(fault.empty() ? isGood ? NoteKind::Ok : NoteKind::Plain : NoteKind::Bad,
			fault.empty() ? text : text + " " + words("check.fault", Value::object({{"fault", fault}})),
			fault.empty() ? isGood ? words("check.good") : std::string() : words("check.bad")));
	view.set("asked", isAskedFor ? noteView(NoteKind::Plain, words("check.asked")) : Value());
}

Value JournalView::value(const RequestWords& words) const
{
	Value::List shown, choices;
	for (const auto& row: rows) shown.push_back(row.value(words));
	for (const auto& [kind, title]: kinds)
		choices.push_back(Value::object({{"value", kind}, {"name", title}, {"isChosen", kind == query.kind}}));
	const auto zone = words.pages.timeZone(words.language, words.zone);
	auto view = Value::object({{"title", words("page.title")},
		{"layout", "portal"},
		{"scripts", Value::List{"journal.js"}},
		{"zoneText", words("page.zone", Value::object({{"zone", zone ? zone->label : words.zone}}))},
		{"kinds", std::move(choices)},
		{"actor", query.actor},
		{"subject", query.subject},
		{"from", query.from},
		{"to", query.to},
		{"isFiltered", !query.isEmpty()},
		{"hasRows", !rows.empty()},
		{"rows", std::move(shown)},
		{"exports", exports}});
	setCheck(view, words);
	return view;
}

}
