// Tells who visited a link (product row I1): a person, a mail robot, or unknown.
#pragma once
#include "domain/Message.h"

#include <string>
#include <string_view>
#include <vector>

namespace sx::messages {

enum class Visitor { Person, Robot, Unknown };
std::string_view wordOf(Visitor visitor) noexcept;

/// Describes an event at one link.
struct Act
{
	Instant at{};
	std::string kind{};     // as in the register
	std::string address{};  // network address
	std::string agent{};
};

/// Tells whether the agent is empty or names a program: scanners, previews, libraries.
bool isMachine(std::string_view agent) noexcept;

/// Returns Person if the same address and agent also tried a code or opened. Returns Robot if the agent is a program's,
/// or if the visit came within two minutes of a notice: nobody reads that fast without opening. Returns Unknown
/// otherwise.
Visitor visitorOf(const Act& visit, const std::vector<Act>& ofTheLink);

}
