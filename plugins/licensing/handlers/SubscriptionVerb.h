// Implements `sxserver subscription set`.
#pragma once
#include "services/LicenceBook.h"
#include "sx/verbs.h"

namespace sx::licensing {

/// Runs the verb by which the operator gives a company seats. [main thread]
class SubscriptionVerb
{
public:
	SubscriptionVerb(const directory::Directory& directory, const LicenceBook& licences):
		_directory(directory), _licences(licences)
	{
	}
	static Verbs<SubscriptionVerb> verbs();

private:
	Result<int> set(const std::vector<std::string>& words) const;

	const directory::Directory& _directory;
	const LicenceBook& _licences;
};

}
