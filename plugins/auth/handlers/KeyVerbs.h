// Implements `sxserver api-key add|list|revoke`.
#pragma once
#include "store/ApiKeys.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"

namespace auth {

/// Holds what the verbs of this plugin need; the plugin's start() fills it.
struct Desk
{
	sx::Context* context = nullptr;
	sx::directory::Directory* directory = nullptr;
	sx::audit::Journal* journal = nullptr;  // optional
	ApiKeys* keys = nullptr;
};

sx::Result<> declareKeyVerbs(sx::Registry& registry, Desk& desk);

/// Makes a key for a person and records it in the journal. Its text is returned here and stored nowhere.
sx::Result<ApiKeys::Made> makeKey(const Desk& desk,
	const sx::directory::Person& person,
	const std::string& name,
	const std::vector<std::string>& scopes);

}
