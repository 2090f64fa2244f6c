// Reads and writes claims of domains, and who has which domain.
#pragma once
#include "domain/Claim.h"
#include "sx/sql.h"

namespace sx::domains::claim_rows {

inline constexpr int kMostOfACompany = 100;

/// Names a claim of any company.
struct Place
{
	TenantId tenant;
	ClaimId id;
};

/// Returns a company's claims by name.
Result<std::vector<Claim>> all(Sql& sql);
/// Errors: Missing.
Result<Claim> byId(Sql& sql, const ClaimId& id);
/// Errors: Missing.
Result<Claim> byName(Sql& sql, const std::string& name);
/// Tells whether the company has a domain.
Result<bool> owns(Sql& sql, const std::string& name);
/// Errors: Conflict `domain_claimed` (the company has claimed it), `too_many`.
Result<> insert(Sql& sql, const Claim& claim);
Result<> update(Sql& sql, const Claim& claim);
/// Errors: Missing.
Result<> remove(Sql& sql, const ClaimId& id);

/// Tells whether another company has a domain, or (isBelowToo) one above it that covers what is below.
Result<bool> isTaken(Sql& sql, const std::string& name, bool isBelowToo);
/// Gives a domain to the company. coversBelow: nobody else gets a name below it. Errors: Conflict (another has it).
Result<> take(Sql& sql, const std::string& name, bool coversBelow);
/// Takes a domain from the company, if it has it.
Result<> release(Sql& sql, const std::string& name);

/// Returns claims of all companies whose next look is due, the most overdue first.
Result<std::vector<Place>> due(Sql& sql, Instant now, int limit);

}
