// Implements `sxserver tenant add`, the verbs `user …` and `sessions end`.
#pragma once
#include "services/StoredDirectory.h"
#include "sx/arguments.h"
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
	Result<int> setPreferences(const Words& words) const;
	Result<int> listUsers(const Words& words) const;
	Result<int> forgetMobile(const Words& words) const;
	Result<int> deactivate(const Words& words) const;
	Result<int> activate(const Words& words) const;
	Result<int> setRole(const Words& words) const;
	Result<int> endSessions(const Words& words) const;
	/// Returns the person whom --tenant and the option `name` (an address) name.
	Result<Person> personOf(const Arguments& arguments, std::string_view name = "address") const;

	StoredDirectory& _directory;
};

}
