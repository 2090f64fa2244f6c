#include "handlers/PeopleViews.h"

namespace sx::directory {

namespace {

Value valueOf(const PeopleView::Sort& sort)
{
	return Value::object({{"label", sort.label},
		{"url", sort.url},
		{"isUp", sort.isUp},
		{"isDown", sort.isDown},
		{"order",
			sort.isUp         ? "ascending"
				: sort.isDown ? "descending"
							  : "none"}});
}

}

Value::List ChoiceView::values(const std::vector<ChoiceView>& all)
{
	Value::List out;
	for (const auto& each: all)
		out.push_back(Value::object({{"value", each.value}, {"label", each.label}, {"isChosen", each.isChosen}}));
	return out;
}

Value PeopleView::value() const
{
	Value::List shown;
	for (const auto& row: rows)
		shown.push_back(Value::object({{"id", row.id},
			{"url", row.url},
			{"name", row.name},
			{"address", row.address},
			{"role", row.role},
			{"isActive", row.isActive},
			{"lastSent", row.lastSent}}));
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"note", note},
		{"sought", sought},
		{"sort", sort},
		{"hasSort", !sort.empty()},
		{"roles", ChoiceView::values(roles)},
		{"states", ChoiceView::values(states)},
		{"byName", valueOf(byName)},
		{"bySent", valueOf(bySent)},
		{"rows", std::move(shown)},
		{"scripts", Value::List{"people.js"}},
		{"hasRows", !rows.empty()},
		{"isFiltered", isFiltered},
		{"unfilteredUrl", unfilteredUrl},
		{"canManage", canManage}});
}

Value PersonView::value(const RequestWords& words) const
{
	const std::vector<FieldError> errors{{"first-name", firstNameError},
		{"last-name", lastNameError},
		{"address", addressError},
		{"role", roleError},
		{"time-zone", zoneError},
		{"country", countryError},
		{"new-address", newAddressError}};
	Value::List countries;
	for (const auto& each: zones)
		countries.push_back(Value::object({{"country", each.country}, {"zones", ChoiceView::values(each.zones)}}));
	auto summary = errorSummaryView(words, errors);
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"isError", !summary.isNull()},
		{"summary", std::move(summary)},
		{"note", note},
		{"action", action},
		{"isNew", isNew},
		{"id", id},
		{"address", address},
		{"firstName", firstName},
		{"lastName", lastName},
		{"roles", ChoiceView::values(roles)},
		{"languages", languages},
		{"countries", std::move(countries)},
		{"companyZone", companyZone},
		{"followsCompany", followsCompany},
		{"hasServed", !served.empty()},
		{"served", served},
		{"hasCountry", hasCountry},
		{"countryError", fieldErrorView("country", countryError)},
		{"canEdit", canEdit},
		{"canGiveRole", canGiveRole},
		{"canSetOptions", canSetOptions},
		{"isSelf", isSelf},
		{"isHigher", isHigher},
		{"isActive", isActive},
		{"canEnd", canLockOut && isActive},
		{"canActivate", canLockOut && !isActive},
		{"canDelete", canLockOut},
		{"isWaiting", !waiting.empty()},
		{"waiting", waiting},
		{"newAddress", newAddress},
		{"lastSent", lastSent},
		{"hasMobile", hasMobile},
		{"firstNameError", fieldErrorView("first-name", firstNameError)},
		{"lastNameError", fieldErrorView("last-name", lastNameError)},
		{"addressError", fieldErrorView("address", addressError)},
		{"roleError", fieldErrorView("role", roleError)},
		{"zoneError", fieldErrorView("time-zone", zoneError)},
		{"newAddressError", fieldErrorView("new-address", newAddressError)}});
}

Value PersonDeleteView::value() const
{
	Value::List lost;
	for (const auto& each: losses) lost.push_back(Value::object({{"text", each}}));
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"action", action},
		{"back", back},
		{"name", name},
		{"address", address},
		{"losses", std::move(lost)},
		{"hasLosses", !losses.empty()}});
}

Value PeopleImportView::value() const
{
	return Value::object(
		{{"title", title}, {"layout", "portal"}, {"most", most}, {"scripts", Value::List{"people-import.js"}}});
}

Value ConfirmAddressView::value() const
{
	return Value::object({{"title", title},
		{"text", text},
		{"action", action},
		{"address", address},
		{"canConfirm", !isDone && !address.empty()},
		{"isDone", isDone}});
}

}
