// Reads a plugin library's fingerprint from its bytes, without running any of its code.
#pragma once
#include "sx/plugin.h"

#include <string>

namespace sx::extend {

/// Returns the fingerprint that the symbol `sxPlugin` holds in the ELF file.
/// Errors: Invalid (no such file, not a library for this processor, no `sxPlugin`, or a descriptor that is too small);
/// `detail` says what to do.
Result<Fingerprint> readFingerprint(const std::string& file);

/// Lists each field that differs, with both values and what to do; returns an empty text when the fingerprints agree.
std::string compareFingerprints(const Fingerprint& plugin, const Fingerprint& kernel);

}
