// Reads what a sender looks for in the sent list and the register, from the query of a request.
#pragma once
#include "handlers/Services.h"
#include "store/MessageRows.h"

#include <optional>
#include <string_view>

namespace sx::messages {

/// Returns the person's time zone, else the company's.
std::string zoneOf(Request& request);

/// Returns the first moment of a day ("2026-11-24") in a time zone; nullopt: no such day.
std::optional<Instant> startOfDay(const Pages& pages, std::string_view zone, std::string_view day);

struct Days
{
	std::optional<Instant> from{}, to{};  // at or after `from`, and before `to`
};
/// Reads `from` and `to` of the query: days in the person's time zone, both included. Errors: Invalid with field.
Result<Days> daysOf(Request& request, const Pages& pages);

/// Reads `state`, `q`, `from` and `to` of the query. Errors: Invalid with field.
Result<ListFilter> listFilterOf(Request& request, const Pages& pages);

/// Returns PATH?name=value&… without the parameters that are empty.
std::string urlOf(std::string path, std::initializer_list<std::pair<const char*, std::string>> query);

}
