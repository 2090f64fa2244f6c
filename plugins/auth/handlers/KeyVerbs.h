// Implements `sxserver api-key add|list|revoke`.
#pragma once
#include "store/ApiKeys.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"

namespace sx::auth {

/// Holds what the verbs of this plugin need; the plugin's start() fills it.
struct Desk
{
	Context* context = nullptr;
	directory::Directory* directory = nullptr;
	audit::Journal* journal = nullptr;  // optional
	ApiKeys* keys = nullptr;
};

Result<> declareKeyVerbs(Registry& registry, Desk& desk);

/// Makes a key for a person and records it in the journal. Its text is returned here and stored nowhere.
Result<ApiKeys::Made> makeKey(
	const Desk& desk, const directory::Person& person, const std::string& name, const std::vector<std::string>& scopes);

}
