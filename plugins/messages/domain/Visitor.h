// Who a visit of a link was (product row I1): a person, a mail robot, or nobody can say.
#pragma once
#include "domain/Message.h"

#include <string>
#include <string_view>
#include <vector>

namespace sx::messages {

enum class Visitor { Person, Robot, Unknown };
std::string_view wordOf(Visitor visitor) noexcept;

/// Something that happened at one link.
struct Act
{
	Instant at{};
	std::string kind{};     // as in the register
	std::string address{};  // of the network
	std::string agent{};
};

/// A program that names itself: scanners, previews, libraries.
bool isMachine(std::string_view agent) noexcept;

/// Whoever also tried a code or opened is a person. Else a visit is a robot's when its program says so, or when it came
/// within two minutes of a notice's delivery: nobody reads that fast without opening.
Visitor visitorOf(const Act& visit, const std::vector<Act>& ofTheLink);

}
