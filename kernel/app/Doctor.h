// `sxserver doctor`: is everything there that the server needs, and if not, what to do.
#pragma once
#include "kernel/config/Configuration.h"

#include <iosfwd>
#include <string>

namespace sx::app {

struct KernelOptions;

/// Checks and prints one line a finding: "ok", "warn" or "FAIL", the part, and what to do. Runs beside a serving
/// server. Returns the exit status: 0 when nothing failed.
int doctor(KernelOptions options, std::ostream& out);

}
