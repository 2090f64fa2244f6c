#include "handlers/OptionTemplatesView.h"

#include "sx/views.h"

namespace sx::option_templates {

Value OptionTemplatesView::Row::value() const
{
	return Value::object({{"name", name},
		{"text", text},
		{"gates", gates},
		{"isShared", isShared},
		{"isDefault", isDefault},
		{"mayChange", mayChange},
		{"defaultUrl", url + "/default"},
		{"deleteUrl", url + "/delete"}});
}

Value OptionTemplatesView::value() const
{
	Value::List shown;
	for (const auto& row: rows) shown.push_back(row.value());
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"hasRows", !rows.empty()},
		{"rows", std::move(shown)},
		{"done", done.empty() ? Value() : noteView(NoteKind::Ok, done)}});
}

}
