// Implements `sxserver domain approve|refuse|list`, by which the operator decides about domains by hand.
#pragma once
#include "services/Claims.h"
#include "sx/verbs.h"

namespace sx::domains {

/// [main thread]
class DomainVerbs
{
public:
	DomainVerbs(const directory::Directory& directory, Claims& claims): _directory(directory), _claims(claims) {}
	static Verbs<DomainVerbs> verbs();

private:
	using Words = std::vector<std::string>;
	Result<int> approve(const Words& words);
	Result<int> refuse(const Words& words);
	Result<int> list(const Words& words);

	const directory::Directory& _directory;
	Claims& _claims;
};

}
