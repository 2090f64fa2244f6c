// Names the ways in which links travel, and SMS, which is one of them and a gate.
#pragma once
#include <array>
#include <string_view>

namespace sx::client {

/// Names SMS: the delivery, the gate, and the option of the command line.
inline constexpr const char* kSms = "sms";

/// Lists the deliveries of the wire (docs/wire.md).
inline constexpr std::array<std::string_view, 4> kDeliveries{"mail", kSms, "link", "eml"};

/// Tells whether the server delivers the links, and so learns their secrets.
constexpr bool isByServer(std::string_view delivery) { return delivery == "mail" || delivery == kSms; }

/// Tells whether the links travel in mails, which can carry a text in clear besides.
constexpr bool carriesText(std::string_view delivery) { return delivery == "mail" || delivery == "eml"; }

}
