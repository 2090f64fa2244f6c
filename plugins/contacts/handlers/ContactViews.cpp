#include "handlers/ContactViews.h"

namespace sx::contacts {

Value ContactListView::value() const
{
	Value::List shown;
	for (const auto& row: rows)
		shown.push_back(Value::object({{"link", row.link},
			{"shown", row.shown},
			{"address", row.address},
			{"mobile", row.mobile},
			{"hasMobile", !row.mobile.empty()}}));
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"frame", ""},
		{"rows", std::move(shown)},
		{"hasRows", !rows.empty()},
		{"isEmpty", isEmpty},
		{"isFilteredEmpty", !isEmpty && rows.empty()},
		{"hasAny", !isEmpty},
		{"sought", sought},
		{"count", count},
		{"noneTitle", noneTitle},
		{"hasPages", hasPages},
		{"place", place},
		{"hasPrevious", !previousUrl.empty()},
		{"previousUrl", previousUrl},
		{"hasNext", !nextUrl.empty()},
		{"nextUrl", nextUrl}});
}

Value ContactFormView::value(const RequestWords& words) const
{
	const std::vector<FieldError> errors{{"name", nameError}, {"address", addressError}, {"mobile", mobileError}};
	auto summary = errorSummaryView(words, errors);
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"frame", ""},
		{"scripts", Value::List{}},
		{"isError", !summary.isNull()},
		{"summary", std::move(summary)},
		{"action", action},
		{"isNew", isNew},
		{"deleteUrl", deleteUrl},
		{"name", name},
		{"address", address},
		{"mobile", mobile},
		{"countries", countries},
		{"hasCountries", !countries.list().empty()},
		{"nameError", fieldErrorView("name", nameError)},
		{"addressError", fieldErrorView("address", addressError)},
		{"mobileError", fieldErrorView("mobile", mobileError)},
		{"isNameWrong", !nameError.empty()},
		{"isAddressWrong", !addressError.empty()},
		{"isMobileWrong", !mobileError.empty()}});
}

Value ContactDeleteView::value() const
{
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"frame", ""},
		{"action", action},
		{"back", back},
		{"address", address},
		{"mobile", mobile},
		{"hasMobile", !mobile.empty()}});
}

Value ContactImportView::value() const
{
	return Value::object(
		{{"title", title}, {"layout", "portal"}, {"frame", ""}, {"scripts", Value::List{"contacts-import.js"}}});
}

}
