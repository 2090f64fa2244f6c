// Reads option templates: a message's options, saved under a name.
#pragma once
#include "sx/base.h"
#include "sx/result.h"
#include "sx/value.h"

namespace sx::option_templates {

using OptionTemplateId = Id<struct OptionTemplateTag>;  // UUIDv7

struct OptionTemplate
{
	OptionTemplateId id{};
	UserId owner{};  // empty: the company's
	std::string name{};
	Value options{};  // as messages::Options::check returns them
	bool isDefault = false;
};

/// Reads {"name","shared","default"}; leaves owner empty when it is shared, and options null. Errors: Invalid with
/// `field`.
Result<OptionTemplate> parseOptionTemplate(const Value& body, const UserId& user);

}
