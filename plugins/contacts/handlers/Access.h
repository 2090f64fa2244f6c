// Names the permission of who has an address book.
#pragma once
#include <string_view>

namespace sx::contacts {

inline constexpr std::string_view kUse = "contacts.use";

}
