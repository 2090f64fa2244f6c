// Reads what a sender looks for in the sent list and the register, from the query of a request.
#pragma once
#include "handlers/Services.h"
#include "store/MessageRows.h"
#include "sx/views.h"

#include <optional>

namespace sx::messages {

struct Days
{
	std::optional<Instant> from{}, to{};  // at or after `from`, and before `to`
};
/// Reads `from` and `to` of the query: days in the person's time zone, both included. Errors: Invalid with field.
Result<Days> daysOf(Request& request, const Pages& pages);

/// Reads `state`, `q`, `from` and `to` of the query. Errors: Invalid with field.
Result<ListFilter> listFilterOf(Request& request, const Pages& pages);

}
