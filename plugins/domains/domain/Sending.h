// Decides whether mails may leave from addresses in a domain, and what becomes of the keys that sign them.
#pragma once
#include "domain/Claim.h"
#include "domain/MailRecords.h"

namespace sx::domains {

/// Says how far a key is.
enum class KeyState {
	Waiting,  // its record is not yet found in DNS
	Active,   // it signs
	Retired   // another signs; mails under way still need its record
};
inline constexpr auto kKeyStates = enumWords<KeyState>(
	{{KeyState::Waiting, "waiting"}, {KeyState::Active, "active"}, {KeyState::Retired, "retired"}});

/// Is a key that signs mails of a domain.
struct DomainKey
{
	std::string name{};  // of the domain
	std::string selector{};
	std::string record{};  // what its TXT record must say
	KeyState state = KeyState::Waiting;
	Instant made{};
	std::optional<Instant> activated{}, until{};  // until: when the record of a retired key may go
	std::string sealed{};                         // the private key; empty once it is retired

	std::string recordName() const { return selector + "._domainkey." + name; }
};

/// Returns the selector of a key made on a day: "sx20261128"; of further ones of that day "sx20261128b", … Empty: all
/// are taken.
std::string newSelector(Instant at, const std::vector<DomainKey>& taken);
/// Tells whether a key's record is published as it must be; a record with another key does not count, nor one that is
/// on trial (t=y).
bool isPublished(const DomainKey& key, const MailReading& reading);
/// Tells whether an explanation has nothing that must be mended.
bool isFine(const Explanation& explanation);
/// Returns what keeps mails from leaving from the domain. active: the key that signs; null: none. include: as for
/// explainSpf.
SendingFault sendingFaultOf(const MailReading& reading, const DomainKey* active, const std::string& include);

/// Applies a fault to a claim. What DNS did not say keeps a domain that was fine for an hour. Returns whether mails may
/// leave from it now, or no longer may, unlike before.
bool applyFault(Claim& claim, SendingFault fault, Instant now);

}
