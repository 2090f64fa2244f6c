// `sxserver settings`: a company's settings on the command line.
#pragma once
#include "handlers/CompanySettings.h"
#include "sx/directory/Directory.h"

namespace directory {

/// Both outlive the server's command line.
sx::Verb settingsVerb(const sx::directory::Directory& directory, const CompanySettings& settings);

}
