// Checks of a configuration what no schema can: values of other parts' kinds, values that do not fit together, and
// values that protect too little.
#pragma once
#include "kernel/config/Configuration.h"

#include <string>
#include <vector>

namespace sx::app {

/// Checks the values with which the server cannot start: networks, publishers' keys, two settings that name one file.
/// Errors: Invalid, with every finding in `detail`, one a line, with its place.
Result<> checkValues(const config::Configuration& configuration);

/// Lists what an operator should know; each line begins with its place.
struct Advice
{
	std::vector<std::string> mistakes;  // the server starts, but not as the operator must have meant it
	std::vector<std::string> warnings;  // it does what it was told, which protects too little in production
};
/// Reads the settings of all plugins; those with faults of their own are left out. found: all plugins of the folder.
Advice adviceOn(const config::Configuration& configuration, const std::vector<config::Manifest>& found);

}
