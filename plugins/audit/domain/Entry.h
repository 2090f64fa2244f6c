// Defines an entry of the journal, and how it is chained to the entry before it.
#pragma once
#include "sx/audit/Audit.h"

#include <string>

namespace audit {

/// Holds an entry as it is stored. Hashes are SHA-256 in lower-case hexadecimal; the first entry's `previous` is empty.
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

/// Holds the end of a chain, which is stored apart from the entries and authenticated under the master key.
struct Head
{
	std::int64_t entries = 0;
	std::string hash;
	std::string mac;  // hexadecimal
};

/// Returns the hash of an entry of that tenant: SHA-256 of its canonical JSON, `previous` included.
std::string hashOf(const sx::TenantId& tenant, const Entry& entry, const sx::Json& json, const sx::Keys& keys);
/// Returns the text that the head's MAC authenticates.
std::string headText(const sx::TenantId& tenant, std::int64_t entries, const std::string& hash);
/// Computes the head's MAC under the current key.
std::string macOf(const sx::TenantId& tenant, const Head& head, const sx::Keys& keys);
/// Tells whether the head's MAC is right, under the current key or an older one that is not retired.
bool hasTrueMac(const sx::TenantId& tenant, const Head& head, const sx::Keys& keys);
/// Tells whether the head's MAC is the one that the current key makes; otherwise it must be renewed.
bool hasCurrentMac(const sx::TenantId& tenant, const Head& head, const sx::Keys& keys);

/// Checks the entries of a chain one after the other, up to the first fault.
class ChainCheck
{
public:
	ChainCheck(sx::TenantId tenant, const sx::Json& json, const sx::Keys& keys):
		_tenant(std::move(tenant)), _json(json), _keys(keys)
	{
	}

	/// Checks the next entry. Returns false if it is at fault, or if an entry before it is missing.
	bool take(const Entry& entry);
	/// Compares the entries with the recorded end; call it after the last entry. head: nullptr if none is recorded.
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
