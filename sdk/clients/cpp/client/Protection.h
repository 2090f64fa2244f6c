// Checks what the company's thesaurus and its rules for recipients ask of a message before it is sent (rows A16, D7).
#pragma once
#include "client/Sending.h"

namespace sx::client {

/// Checks a message against the thesaurus. Throws Policy if a rule asks for a protection that the message lacks: always
/// for a forced rule, for a proposed one unless isOverridden. Returns a line for the person about what was overridden;
/// empty if nothing was. [one thread] Since: SDK 1.0
std::string requireProtection(Transport& server, const OutgoingMessage& message, bool isOverridden);

/// Checks a message against the company's rules for its recipients, which nobody overrides, and asks for the opening
/// code where a rule wants it. Throws Policy: a recipient is forbidden, a gate is missing, too many opens, or a text in
/// clear. Returns a line for the person about what the company would have chosen; empty if nothing. [one thread] Since:
/// SDK 1.0
std::string obeyRules(Transport& server, OutgoingMessage& message);

}
