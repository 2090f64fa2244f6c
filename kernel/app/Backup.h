// `sxserver backup`, `sxserver restore` and `sxserver destructions renew`. What a backup is: docs/decisions/backup.md.
#pragma once
#include <string>
#include <vector>

namespace sx::app {

struct KernelOptions;

// Each prints to standard output and returns the exit status; a fault goes to standard error.

/// `backup DIR [--with-keys]`: beside a serving server. configFile: empty: none.
int backupVerb(KernelOptions options, const std::string& configFile, const std::vector<std::string>& words);
/// `restore DIR [--replace] [--destructions FILE] [--accept-lost-destructions]`: while no server runs. May be repeated
/// when it was interrupted; until it came to its end, the server does not serve.
int restoreVerb(KernelOptions options, const std::vector<std::string>& words);
/// `destructions renew`: begins a new destruction log where the old one is lost.
int destructionsVerb(KernelOptions options, const std::vector<std::string>& words);

/// Where a restore in progress leaves its mark.
std::string restoringMark(const std::string& dataFolder);

}
