// messages/fr.yaml: words of one language. Nested keys become `sent.empty`.
#pragma once
#include "kernel/config/Problem.h"

#include <map>
#include <string>

namespace sx::config {

using Catalogue = std::map<std::string, std::string, std::less<>>;

/// Errors: Invalid, with every finding in `detail` (bad YAML, a key twice, a list, an empty word); Missing (no such
/// file).
Result<Catalogue> readCatalogue(const std::string& file);

}
