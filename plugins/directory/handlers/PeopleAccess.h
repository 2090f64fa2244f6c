// Names the permissions of the routes about people.
#pragma once
#include <string_view>

namespace sx::directory {

inline constexpr std::string_view kReadPeople = "directory.people.read";
inline constexpr std::string_view kManagePeople = "directory.people.manage";

}
