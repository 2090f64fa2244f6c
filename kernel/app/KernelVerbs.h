// Runs the server's own verbs on the command line.
#pragma once
#include "kernel/config/Configuration.h"

#include <string>
#include <string_view>
#include <vector>

namespace sx::app {

class Kernel;

/// Tells whether the server owns the verb (by its first word), so that no plugin may take it.
bool isKernelVerb(std::string_view name) noexcept;

/// Returns the text that `sxserver --help` prints.
std::string usage();

/// Prints how a verb is used to standard error, and returns the exit status of wrong use.
int wrongUse(std::string_view how);

// Each function below prints to standard output and returns the exit status; it writes a failure to standard error.

/// Runs `check-config`: prints every key with its value and where the value comes from, then "the configuration is
/// good".
int checkConfig(const config::Configuration& configuration);
/// Runs `plugins`: prints id, version, state, signature and reason of each.
int showPlugins(const Kernel& kernel);
/// Runs `routes` and `routes --json`: prints who may call each route, what its body may cost before anybody is known,
/// and what limits it.
int showRoutes(Kernel& kernel, const std::vector<std::string>& words);
/// Runs `keys list`, `keys rotate` and `keys retire ID`.
int keysVerb(const config::Configuration& configuration, const std::vector<std::string>& words);
/// Runs `jobs`, `jobs retry ID` and `jobs forget ID`.
int jobsVerb(Kernel& kernel, const std::vector<std::string>& words);

}
