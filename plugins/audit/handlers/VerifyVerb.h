// Implements `sxserver audit verify`, which checks every chain of every tenant.
#pragma once
#include "services/ChainedJournal.h"
#include "sx/verbs.h"

namespace sx::audit {

class VerifyVerb
{
public:
	VerifyVerb(const Context& context, const ChainedJournal& journal): _context(context), _journal(journal) {}
	static Verbs<VerifyVerb> verbs();

private:
	/// Prints one line per chain. Returns 1 if a chain is at fault or cannot be read, otherwise 0. [main thread]
	Result<int> verify(const std::vector<std::string>& arguments) const;

	const Context& _context;
	const ChainedJournal& _journal;
};

}
