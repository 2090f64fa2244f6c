// Options of a message under a name: language, opens, expiry, gates, delivery, protection.
#pragma once
#include "domain/NewMessage.h"

namespace sx::messages {

using TemplateId = Id<struct TemplateTag>;  // UUIDv7

struct OptionTemplate
{
	TemplateId id{};
	UserId owner{};  // empty: the company's
	std::string name{};
	Value options{};  // as parseOptions answers
	bool isDefault = false;
};

/// Reads {"language","opens","expires_in","delivery","protects","gates":{NAME:bool}}; all but the gates must be there,
/// and within the limits. Errors: Invalid with `field`.
Result<Value> parseOptions(const Value& body, const Limits& limits);

/// Reads {"name","shared","default","options"}; owner stays empty when it is shared. Errors: Invalid with `field`.
Result<OptionTemplate> parseTemplate(const Value& body, const UserId& user, const Limits& limits);

}
