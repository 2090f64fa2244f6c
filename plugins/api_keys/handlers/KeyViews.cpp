#include "handlers/KeyViews.h"

namespace sx::api_keys {

namespace {

Value listOf(const std::vector<ScopeView>& scopes)
{
	Value::List out;
	for (const auto& each: scopes) out.push_back(each.value());
	return out;
}

/// Makes the view of a text that may not be there.
Value maybe(const std::string& text) { return text.empty() ? Value() : Value::object({{"text", text}}); }

Value fieldView(const char* id, const KeyFormView::Field& field)
{
	return Value::object(
		{{"typed", field.typed}, {"isWrong", !field.error.empty()}, {"error", fieldErrorView(id, field.error)}});
}

}

Value ScopeView::value() const
{
	return Value::object({{"name", name}, {"label", label}, {"note", maybe(help)}, {"isChosen", isChosen}});
}

Value KeyRowView::value() const
{
	const auto path = "/keys/" + id;
	return Value::object({{"id", id},
		{"name", name},
		{"application", maybe(application)},
		{"person", person},
		{"scopes", listOf(scopes)},
		{"state", state},
		{"isActive", isActive},
		{"isRevoked", isRevoked},
		{"made", made},
		{"until", until},
		{"lastUse", lastUse},
		{"quota", maybe(quota)},
		{"networks", maybe(networks)},
		{"overlap", maybe(overlap)},
		{"rotateUrl", path + "/rotate"},
		{"revokeUrl", path + "/revoke"}});
}

Value KeyListView::value() const
{
	Value::List shown;
	for (const auto& row: rows) shown.push_back(row.value());
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"note", note},
		{"showsAll", showsAll},
		{"sought", sought},
		{"hasSought", !sought.empty()},
		{"noneTitle", noneTitle},
		{"hasRows", !rows.empty()},
		{"rows", std::move(shown)}});
}

Value KeyFormView::value(const RequestWords& words) const
{
	const std::vector<FieldError> errors{{"person", person.error},
		{"name", name.error},
		{"application", application.error},
		{"scopes", scopesError},
		{"expires", expires.error},
		{"networks", networks.error},
		{"monthly-requests", monthlyRequests.error}};
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"isError", !otherError.empty() || !errorSummaryView(words, errors).isNull()},
		{"summary", errorSummaryView(words, errors)},
		{"note", otherError.empty() ? Value() : noteView(NoteKind::Bad, otherError)},
		{"person", hasPerson ? fieldView("person", person) : Value()},
		{"name", fieldView("name", name)},
		{"application", fieldView("application", application)},
		{"expires", fieldView("expires", expires)},
		{"networks", fieldView("networks", networks)},
		{"monthlyRequests", fieldView("monthly-requests", monthlyRequests)},
		{"scopesError", fieldErrorView("scopes", scopesError)},
		{"firstDay", firstDay},
		{"scopes", listOf(scopes)}});
}

Value KeyMadeView::value() const
{
	return Value::object(
		{{"title", title}, {"layout", "portal"}, {"text", text}, {"lead", lead}, {"key", key.value()}});
}

Value KeyActView::value() const
{
	Value::List shown;
	for (const auto& each: overlaps)
		shown.push_back(Value::object({{"value", each.value}, {"label", each.label}, {"isChosen", each.isChosen}}));
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"action", action},
		{"key", key.value()},
		{"overlaps", std::move(shown)},
		{"note", error.empty() ? Value() : noteView(NoteKind::Bad, error)}});
}

}
