// One line of the journal, and how it is chained to the one before.
#pragma once
#include "sx/audit/Audit.h"

#include <string>

namespace audit {

/// As it is kept. Hashes are lower-case hexadecimal of SHA-256; the first entry's previous is empty.
struct Entry
{
	std::int64_t number = 0;  // from 1, without a gap, per tenant
	sx::Instant at{};
	std::string kind;
	std::string actor;
	std::string subject;
	std::string details;  // canonical JSON (RFC 8785)
	std::string address;
	std::string previous;
	std::string hash;
};

/// The end of a chain, kept apart and authenticated under the master key.
struct Head
{
	std::int64_t entries = 0;
	std::string hash;
	std::string mac;  // hexadecimal
};

/// Hash of an entry of that tenant: SHA-256 of its canonical JSON, `previous` included.
std::string hashOf(const sx::TenantId& tenant, const Entry& entry, const sx::Json& json, const sx::Keys& keys);
/// What the head's mac is over.
std::string headText(const sx::TenantId& tenant, std::int64_t entries, const std::string& hash);
std::string macOf(const sx::TenantId& tenant, const Head& head, const sx::Keys& keys);
bool hasTrueMac(const sx::TenantId& tenant, const Head& head, const sx::Keys& keys);
/// False: made under a key that is no longer the current one, so it should be made anew.
bool hasCurrentMac(const sx::TenantId& tenant, const Head& head, const sx::Keys& keys);

/// Checks entries in order, one after the other. Stops at the first fault.
class ChainCheck
{
public:
	ChainCheck(sx::TenantId tenant, const sx::Json& json, const sx::Keys& keys):
		_tenant(std::move(tenant)), _json(json), _keys(keys)
	{
	}

	/// False: this entry, or what should have stood before it, is at fault.
	bool take(const Entry& entry);
	/// After the last entry. head: nullptr when there is none.
	void finish(const Head* head);
	const sx::audit::ChainReport& report() const noexcept { return _report; }

private:
	bool fault(std::int64_t number, const std::string& what);

	sx::TenantId _tenant;
	const sx::Json& _json;
	const sx::Keys& _keys;
	std::string _last;
	sx::audit::ChainReport _report;
};

}
