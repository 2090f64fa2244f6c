// The server's own words on the command line.
#pragma once
#include "kernel/config/Configuration.h"

#include <string>
#include <string_view>
#include <vector>

namespace sx::app {

class Kernel;

/// True for a verb that no plugin may take (by its first word).
bool isKernelVerb(std::string_view name) noexcept;

/// What `sxserver --help` prints.
std::string usage();

// Each prints to standard output and returns the exit status; a fault goes to standard error.

/// Every key with what won, then "the configuration is good".
int checkConfig(const config::Configuration& configuration);
/// `plugins`: id, version, state, signature, reason.
int showPlugins(const Kernel& kernel);
/// `keys list`, `keys rotate`, `keys retire ID`.
int keysVerb(const config::Configuration& configuration, const std::vector<std::string>& words);
/// `jobs`, `jobs retry ID`, `jobs forget ID`.
int jobsVerb(Kernel& kernel, const std::vector<std::string>& words);

}
