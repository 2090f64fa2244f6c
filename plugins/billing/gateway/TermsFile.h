// Reads the file of the terms of use.
#pragma once
#include "domain/Terms.h"
#include "sx/result.h"

namespace sx::billing {

/// Reads all versions of the terms of use (config/terms.yaml), each in French and English. Errors: Invalid, with the
/// line where one is known.
Result<std::vector<TermsOfUse>> readTerms(const std::string& path);

}
