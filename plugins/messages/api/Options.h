// Says which options a message may have, for plugins that keep them or propose them.
#pragma once
#include "sx/result.h"
#include "sx/value.h"

#include <string_view>

namespace sx::messages {

/// Knows the options of a message: language, opens, expiry, delivery, protection, gates. [any thread] Since: SDK 1.0
class Options
{
public:
	static constexpr std::string_view kId = "messages.options/1";
	/// Checks {"language","opens","expires_in" (seconds),"delivery","protects","gates":{NAME:bool}} and returns these
	/// members alone. Every one but the gates is required and must be within the deployment's limits; the plugin of a
	/// gate may be missing. Errors: Invalid with field.
	virtual Result<Value> check(const Value& options) const noexcept = 0;
protected:
	~Options() = default;
};

}
