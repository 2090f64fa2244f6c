// Reads option templates: a message's language, opens, expiry, gates, delivery and protection, saved under a name.
#pragma once
#include "domain/NewMessage.h"

namespace sx::messages {

using OptionTemplateId = Id<struct OptionTemplateTag>;  // UUIDv7

struct OptionTemplate
{
	OptionTemplateId id{};
	UserId owner{};  // empty: the company's
	std::string name{};
	Value options{};  // as parseOptions returns them
	bool isDefault = false;
};

/// Reads {"language","opens","expires_in","delivery","protects","gates":{NAME:bool}}. Every member but the gates is
/// required and must be within the limits. Errors: Invalid with `field`.
Result<Value> parseOptions(const Value& body, const Limits& limits);

/// Reads {"name","shared","default","options"}; leaves owner empty when it is shared. Errors: Invalid with `field`.
Result<OptionTemplate> parseOptionTemplate(const Value& body, const UserId& user, const Limits& limits);

}
