// Runs `sxserver doctor`: checks everything that the server needs and says what to do about what is missing.
#pragma once
#include "kernel/config/Configuration.h"

#include <iosfwd>
#include <ostream>
#include <string>

namespace sx::app {

struct KernelOptions;

/// Prints one line per finding: "ok", "warn" or "FAIL", the part concerned, and what to do. May run while a server is
/// serving. Returns the exit status: 0 when nothing failed.
int doctor(KernelOptions options, std::ostream& out);

}
