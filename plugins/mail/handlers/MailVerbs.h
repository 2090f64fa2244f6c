// Implements `sxserver mail dkim`, with which the operator signs the deployment's own mails, and `sxserver mail
// bounce`, which the mail server runs for what comes back.
#pragma once
#include "services/Bounces.h"
#include "sx/verbs.h"

namespace sx::mail {

/// [main thread]
class MailVerbs
{
public:
	MailVerbs(const Context& context, const Bounces& bounces): _context(context), _bounces(bounces) {}
	static Verbs<MailVerbs> verbs();

private:
	using Words = std::vector<std::string>;
	Result<int> dkim(const Words& words);
	Result<int> bounce(const Words& words);

	const Context& _context;
	const Bounces& _bounces;
};

}
