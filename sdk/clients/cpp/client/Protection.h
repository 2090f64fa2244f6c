// Checks what the company's thesaurus asks of a message before it is sent (product row A16).
#pragma once
#include "client/Sending.h"

namespace sx::client {

/// Checks a message against the thesaurus. Throws Policy if a rule asks for a protection that the message lacks: always
/// for a forced rule, for a proposed one unless isOverridden. Returns a line for the person about what was overridden;
/// empty if nothing was. [one thread] Since: SDK 1.0
std::string requireProtection(Transport& server, const OutgoingMessage& message, bool isOverridden);

}
