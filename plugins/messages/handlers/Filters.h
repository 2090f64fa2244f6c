// What a sender looks for in his list and his register, as the query of a request says it.
#pragma once
#include "handlers/Services.h"
#include "store/MessageRows.h"

#include <optional>
#include <string_view>

namespace sx::messages {

/// The person's zone, else the company's.
std::string zoneOf(Request& request);

/// The first moment of a day ("2026-11-24") where the zone is; nullopt: no such day.
std::optional<Instant> startOfDay(const Pages& pages, std::string_view zone, std::string_view day);

struct Days
{
	std::optional<Instant> from{}, to{};  // at or after, and before
};
/// `from` and `to` of the query, both days included, in the person's zone. Errors: Invalid with field.
Result<Days> daysOf(Request& request, const Pages& pages);

/// `state`, `q`, `from` and `to` of the query. Errors: Invalid with field.
Result<ListFilter> listFilterOf(Request& request, const Pages& pages);

/// PATH?name=value&… of what is not empty.
std::string urlOf(std::string path, std::initializer_list<std::pair<const char*, std::string>> query);

}
