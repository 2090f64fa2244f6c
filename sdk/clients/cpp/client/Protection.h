// What the company's thesaurus asks of a message before it is sent (product row A16).
#pragma once
#include "client/Sending.h"

namespace sx::client {

/// Throws Policy where a rule asks for a protection that the message has not: a forced one always, a proposed one
/// unless isOverridden. Answers a line for the person about what was overridden; empty: nothing was. [one thread]
/// Since: SDK 1.0
std::string requireProtection(Transport& server, const OutgoingMessage& message, bool isOverridden);

}
