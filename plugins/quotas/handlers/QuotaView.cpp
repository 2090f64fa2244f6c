#include "handlers/QuotaView.h"

namespace sx::quotas {

Value QuotaView::Row::value() const
{
	return Value::object({{"used", used},
		{"limit", limit},
		{"isFull", isFull},
		{"isStanding", isStanding},
		{"renews", renews},
		{"name", name},
		{"address", address}});
}

Value QuotaView::value() const
{
	Value::List companyRows, kindRows, peopleRows;
	for (const auto& each: company) companyRows.push_back(each.value());
	for (const auto& each: kinds)
		kindRows.push_back(Value::object({{"value", each.quota}, {"name", each.label}, {"isChosen", each.isChosen}}));
	for (const auto& each: people) peopleRows.push_back(each.value());
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"company", std::move(companyRows)},
		{"kinds", std::move(kindRows)},
		{"sought", sought},
		{"isFiltered", !sought.empty()},
		{"clearUrl", clearUrl},
		{"hasPeople", !people.empty()},
		{"people", std::move(peopleRows)}});
}

}
