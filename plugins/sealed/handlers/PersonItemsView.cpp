#include "handlers/PersonItemsView.h"

namespace sx::sealed {

Value PersonItemsView::Row::value() const
{
	return Value::object({{"reference", reference},
		{"kind", kind},
		{"made", made},
		{"madeText", madeText},
		{"lastText", lastText},
		{"expiresText", expiresText},
		{"state", state},
		{"recipients", recipients},
		{"gates", gates},
		{"files", files},
		{"opens", opens}});
}

Value PersonItemsView::value(const RequestWords& words) const
{
	Value::List shown, chips;
	for (const auto& row: rows) shown.push_back(row.value());
	for (const std::string each: {"", "waiting", "read", "used_up", "expired", "destroyed"})
		chips.push_back(Value::object({{"name", words("person.filter." + (each.empty() ? "all" : each))},
			{"url", query.url(each)},
			{"isCurrent", each == query.chosen}}));
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"path", query.path},
		{"personUrl", personUrl},
		{"chips", std::move(chips)},
		{"state", query.chosen},
		{"isOfState", !query.chosen.empty()},
		{"sought", query.recipient},
		{"from", query.from},
		{"to", query.to},
		{"isFiltered", query.hasTerms() || !query.chosen.empty()},
		{"hasRows", !rows.empty()},
		{"rows", std::move(shown)},
		{"exports", exports}});
}

}
