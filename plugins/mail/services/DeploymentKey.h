// Shows and makes the key that signs mails of the deployment's own sending address.
#pragma once
#include "sx/plugin.h"

#include <string>

namespace sx::mail {

/// Is a TXT record to publish.
struct KeyRecord
{
	std::string name, text;
};

/// Returns the record of the configured key. Errors: Missing (none is configured), Invalid.
Result<KeyRecord> configuredRecord(const Settings& settings);
/// Makes a key in a new file that only its owner may read; the selector is in the record's name. Errors: Conflict (the
/// file is there), Unavailable.
Result<KeyRecord> makeDeploymentKey(const Context& context, const std::string& path);

}
