// Implements `sxserver tenant add`, `user add`, `user list` and `user forget-mobile`.
#pragma once
#include "services/StoredDirectory.h"
#include "sx/verbs.h"

namespace sx::directory {

/// Runs the verbs of companies and people. [main thread]
class DirectoryVerbs
{
public:
	explicit DirectoryVerbs(StoredDirectory& directory): _directory(directory) {}
	static Verbs<DirectoryVerbs> verbs();

private:
	using Words = std::vector<std::string>;
	Result<int> addTenant(const Words& words) const;
	Result<int> addUser(const Words& words) const;
	Result<int> listUsers(const Words& words) const;
	Result<int> forgetMobile(const Words& words) const;

	StoredDirectory& _directory;
};

}
