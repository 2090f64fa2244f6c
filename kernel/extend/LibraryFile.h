// What a library says in its bytes, read without running any of its code.
#pragma once
#include "sx/plugin.h"

#include <string>

namespace sx::extend {

/// Reads size and fingerprint of the symbol `sxPlugin` from the ELF file; pointers in it are not usable yet.
/// Errors: Invalid: no such file, no library of this processor, no `sxPlugin`, or a descriptor that is too small;
/// `detail` says what to do.
Result<Fingerprint> readFingerprint(const std::string& file);

/// Empty when both agree; else each field that differs with both values and what to do.
std::string compareFingerprints(const Fingerprint& plugin, const Fingerprint& kernel);

}
