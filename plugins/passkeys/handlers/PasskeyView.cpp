#include "handlers/PasskeyView.h"

#include "sx/views.h"

namespace sx::passkeys {

Value PasskeyView::value() const
{
	return Value::object({{"title", title},
		{"subtitle", subtitle},
		{"frame", "sx-public-narrow"},
		{"lead", lead},
		{"action", action},
		{"options", options},
		{"back", back},
		{"next", next},
		{"isError", !error.empty()},
		{"error", error.empty() ? Value() : noteView(NoteKind::Bad, error)},
		{"scripts", Value::List{"passkey.js"}}});
}

}
