// Implements `sxserver settings`, which shows and changes a company's settings on the command line.
#pragma once
#include "handlers/CompanySettings.h"
#include "sx/directory/Directory.h"

namespace sx::directory {

/// Returns the verb. Both arguments must outlive the server's command line.
Verb settingsVerb(const Directory& directory, const CompanySettings& settings);

}
