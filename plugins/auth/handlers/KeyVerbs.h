// `sxserver api-key add|list|revoke`.
#pragma once
#include "store/ApiKeys.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"

namespace auth {

/// What the verbs of this plugin work with; filled by start().
struct Desk
{
	sx::Context* context = nullptr;
	sx::directory::Directory* directory = nullptr;
	sx::audit::Journal* journal = nullptr;  // or nullptr
	ApiKeys* keys = nullptr;
};

sx::Result<> declareKeyVerbs(sx::Registry& registry, Desk& desk);

/// Makes a key for a person and records it; the text is in the answer and nowhere else.
sx::Result<ApiKeys::Made> makeKey(const Desk& desk,
	const sx::directory::Person& person,
	const std::string& name,
	const std::vector<std::string>& scopes);

}
