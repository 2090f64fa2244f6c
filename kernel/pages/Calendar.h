// Relates days of the calendar to moments, in any time zone.
#pragma once
#include "sx/base.h"

#include <string_view>

namespace sx::pages {

/// Implements Pages::startOfDay. [any thread]
Instant startOfDay(std::string_view zone, Day day);
/// Implements Pages::dayAt. [any thread]
Day dayAt(std::string_view zone, Instant at);

}
