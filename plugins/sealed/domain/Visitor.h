// Tells who visited a link (product row I1): a person, a mail robot, or unknown.
#pragma once
#include "sx/sealed/Event.h"

#include <map>
#include <string_view>
#include <vector>

namespace sx::sealed {

enum class Visitor { Person, Robot, Unknown };
inline constexpr auto kVisitors = enumWords<Visitor>(
	{{Visitor::Person, "person"}, {Visitor::Robot, "robot"}, {Visitor::Unknown, "unknown"}});
constexpr std::string_view wordOf(Visitor visitor) noexcept { return kVisitors.wordOf(visitor); }

/// Tells whether the agent is empty or names a program: scanners, previews, libraries.
bool isMachine(std::string_view agent) noexcept;

/// Returns Person if the same address and agent also tried a code or opened. Returns Robot if the agent is a program's,
/// or if the visit came within two minutes of a notice: nobody reads that fast without opening. Returns Unknown
/// otherwise, and for a line that merges several visitors.
Visitor visitorOf(const Event& visit, const std::vector<Event>& ofTheLink);

/// Tells who made the visits among these events, by the events' ids.
std::map<EventId, Visitor> visitorsOf(const std::vector<Event>& events);

}
