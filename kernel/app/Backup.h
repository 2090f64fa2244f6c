// Runs `sxserver backup`, `sxserver restore` and `sxserver destructions renew`. docs/decisions/backup.md describes a
// backup.
#pragma once
#include <string>
#include <vector>

namespace sx::app {

struct KernelOptions;

// Each function prints to standard output and returns the exit status; it writes a failure to standard error.

/// Writes a backup: `backup DIR [--with-keys]`. A server may be serving meanwhile. configFile: copied into the backup;
/// empty: there is none.
int backupVerb(KernelOptions options, const std::string& configFile, const std::vector<std::string>& words);
/// Restores a backup: `restore DIR [--replace] [--destructions FILE] [--accept-lost-destructions]`. No server may run.
/// An interrupted restore can be run again; until one has completed, the server refuses to serve.
int restoreVerb(KernelOptions options, const std::vector<std::string>& words);
/// Begins a new destruction log in place of a lost one: `destructions renew`.
int destructionsVerb(KernelOptions options, const std::vector<std::string>& words);

/// Names the file that exists while a restore is incomplete.
std::string restoringMark(const std::string& dataFolder);

}
