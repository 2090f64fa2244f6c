#include "handlers/RegisterView.h"

#include "sx/time.h"

namespace sx::sealed {
namespace {

Value::List chipsOf(const RegisterQuery& query, const RequestWords& words)
{
	Value::List chips;
	const auto add = [&](const std::string& name, std::string_view sort) {
		chips.push_back(Value::object(
			{{"name", words("register.kind." + name)}, {"url", query.url(sort)}, {"isCurrent", sort == query.sort}}));
	};
	add("all", "");
	for (const auto& [sort, word]: kSorts.pairs()) add(std::string(word), word);
	return chips;
}

}

RegisterQuery::RegisterQuery(const Request& request):
	item(request.query("message").value_or("")), sort(request.query("kind").value_or("")),
	recipient(request.query("q").value_or("")), from(request.query("from").value_or("")),
	to(request.query("to").value_or(""))
{
}

std::string RegisterQuery::url(std::string_view ofSort, const std::string& before) const
{
	return urlOf(kRegisterPath,
		{{"message", item},
			{"kind", std::string(ofSort)},
			{"q", recipient},
			{"from", from},
			{"to", to},
			{"before", before}});
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
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"scripts", Value::List{"register.js"}},
		{"zone", words.zone},
		{"chips", chipsOf(query, words)},
		{"message", query.item},
		{"isOne", !query.item.empty()},
		{"kind", query.sort},
		{"isOfKind", !query.sort.empty()},
		{"sought", query.recipient},
		{"from", query.from},
		{"to", query.to},
		{"isFiltered", query.hasTerms() || !query.sort.empty()},
		{"clearUrl", urlOf(kRegisterPath, {{"message", query.item}})},
		{"hasRows", !rows.empty()},
		{"rows", std::move(shown)}});
}

}
