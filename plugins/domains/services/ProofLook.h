// Looks in DNS for a claim's proof and for what the domain publishes about mail.
#pragma once
#include "domain/Claim.h"
#include "domain/MailRecords.h"
#include "gateway/DomainNames.h"
#include "gateway/Resolver.h"

namespace sx::domains {

/// Is what one look found.
struct Seen
{
	Finding finding;
	MailReading mail;
};

/// Looks. selectors: of DKIM keys. [any thread; takes seconds]
Seen lookFor(
	const Claim& claim, const Resolver& resolver, const DomainNames& names, const std::vector<std::string>& selectors);

}
