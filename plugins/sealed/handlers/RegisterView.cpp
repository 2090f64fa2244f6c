#include "handlers/RegisterView.h"

#include "sx/time.h"

namespace sx::sealed {
namespace {

Value::List chipsOf(const ListQuery& query, const RequestWords& words)
{
	Value::List chips;
	const auto add = [&](const std::string& name, std::string_view sort) {
		chips.push_back(Value::object(
			{{"name", words("register.kind." + name)}, {"url", query.url(sort)}, {"isCurrent", sort == query.chosen}}));
	};
	add("all", "");
	for (const auto& [sort, word]: kSorts.pairs()) add(std::string(word), word);
	return chips;
}

}

Value RegisterView::Row::value() const
{
	const auto& event = row.event;
	return Value::object({{"id", event.item.value},
		{"note", note},
		{"hasPage", !url.empty()},
		{"url", url},
		{"fallback", fallback},
		{"at", isoTime(event.at)},
		{"atText", atText},
		{"title", title},
		{"isBad", isBad(event.kind)},
		{"isOpen", event.kind == EventKind::Opened},
		{"recipient", row.name.empty() ? row.address : row.name},
		{"place", place}});
}

Value RegisterView::value(const RequestWords& words) const
{
	Value::List shown;
	for (const auto& row: rows) shown.push_back(row.value());
	const auto zone = words.pages.timeZone(words.language, words.zone);
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"scripts", Value::List{"register.js"}},
		{"zone", words.zone},
		{"zoneName", zone ? zone->label : words.zone},
		{"chips", chipsOf(query, words)},
		{"message", query.item},
		{"isOne", !query.item.empty()},
		{"kind", query.chosen},
		{"isOfKind", !query.chosen.empty()},
		{"sought", query.recipient},
		{"from", query.from},
		{"to", query.to},
		{"isFiltered", query.hasTerms() || !query.chosen.empty()},
		{"clearUrl", urlOf(kRegisterPath, {{"message", query.item}})},
		{"hasRows", !rows.empty()},
		{"rows", std::move(shown)}});
}

}
