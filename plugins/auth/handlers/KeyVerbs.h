// Implements `sxserver api-key add|list|revoke`.
#pragma once
#include "services/ApiKeys.h"
#include "sx/arguments.h"
#include "sx/verbs.h"

namespace sx::auth {

/// Runs the verbs of API keys. [main thread]
class KeyVerbs
{
public:
	KeyVerbs(const directory::Directory& directory, const ApiKeys& keys, const Clock& clock):
		_directory(directory), _keys(keys), _clock(clock)
	{
	}
	static Verbs<KeyVerbs> verbs();

private:
	Result<int> add(const std::vector<std::string>& words) const;
	Result<int> list(const std::vector<std::string>& words) const;
	Result<int> revoke(const std::vector<std::string>& words) const;

	const directory::Directory& _directory;
	const ApiKeys& _keys;
	const Clock& _clock;
};

}
