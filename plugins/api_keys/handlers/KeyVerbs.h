// Implements `sxserver api-key add|list|rotate|revoke`.
#pragma once
#include "services/KeyBook.h"
#include "sx/arguments.h"
#include "sx/verbs.h"

namespace sx::api_keys {

/// Runs the verbs of API keys. [main thread]
class KeyVerbs
{
public:
	KeyVerbs(const directory::Directory& directory, const KeyBook& keys, const Clock& clock):
		_directory(directory), _keys(keys), _clock(clock)
	{
	}
	static Verbs<KeyVerbs> verbs();

private:
	Result<int> add(const std::vector<std::string>& words) const;
	Result<int> list(const std::vector<std::string>& words) const;
	Result<int> rotate(const std::vector<std::string>& words) const;
	Result<int> revoke(const std::vector<std::string>& words) const;

	const directory::Directory& _directory;
	const KeyBook& _keys;
	const Clock& _clock;
};

}
