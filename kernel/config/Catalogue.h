// Reads a catalogue (words/fr.yaml), which holds the words of one language. Nested keys are joined: `sent.empty`.
#pragma once
#include "kernel/config/Problem.h"

#include <map>
#include <string>

namespace sx::config {

using Catalogue = std::map<std::string, std::string, std::less<>>;

/// Reads one catalogue file. Errors: Invalid, with every finding in `detail` (bad YAML, a key twice, a list, an empty
/// word); Missing, TooLarge, Unavailable, as readTextFile.
Result<Catalogue> readCatalogue(const std::string& file);

}
