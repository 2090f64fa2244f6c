// Defines an entry of the journal, and how it is chained to the entry before it.
#pragma once
#include "sx/audit/Audit.h"

#include <string>

namespace sx::audit {

/// Holds an entry as it is stored. Hashes are SHA-256 in lower-case hexadecimal; the first entry's `previous` is empty.
struct Entry
{
	std::int64_t number = 0;  // from 1, without a gap, per tenant
	Instant at{};
	std::string kind{};
	std::string actor{};
	std::string subject{};
	std::string details{};  // canonical JSON (RFC 8785)
	std::string address{};
	std::string previous{};
	std::string hash{};
};

/// Holds the end of a chain, which is stored apart from the entries and authenticated under the master key.
struct Head
{
	std::int64_t entries = 0;
	std::string hash{};
	std::string mac{};           // hexadecimal
	std::int64_t forgotten = 0;  // entries that the company keeps no longer; the chain begins after them
	std::string start{};         // the hash of the last of them
};

/// Returns the hash of an entry of that tenant: SHA-256 of its canonical JSON, `previous` included.
std::string hashOf(const TenantId& tenant, const Entry& entry, const Json& json, const Keys& keys);
/// Returns the text that the head's MAC authenticates: its end, and where it begins unless that is its first entry.
std::string headText(const TenantId& tenant, const Head& head);
/// Computes the head's MAC under the current key.
std::string macOf(const TenantId& tenant, const Head& head, const Keys& keys);
/// Tells whether the head's MAC is right, under the current key or an older one that is not retired.
bool hasTrueMac(const TenantId& tenant, const Head& head, const Keys& keys);
/// Tells whether the head's MAC is the one that the current key makes; otherwise it must be renewed.
bool hasCurrentMac(const TenantId& tenant, const Head& head, const Keys& keys);

/// Checks the entries of a chain one after the other, up to the first fault.
class ChainCheck
{
public:
	ChainCheck(TenantId tenant, const Json& json, const Keys& keys):
		_tenant(std::move(tenant)), _json(json), _keys(keys)
	{
	}

	/// Begins after the entries that are kept no longer; call it before the first entry. finish() then checks that this
	/// server wrote it.
	void beginAfter(const Head& head)
	{
		_forgotten = head.forgotten;
		_last = head.start;
	}
	/// Checks the next entry. Returns false if it is at fault, or if an entry before it is missing.
	bool take(const Entry& entry);
	/// Compares the entries with the recorded end; call it after the last entry. head: nullptr if none is recorded.
	void finish(const Head* head);
	const ChainReport& report() const noexcept { return _report; }

private:
	bool fault(std::int64_t number, const std::string& what);

	TenantId _tenant;
	const Json& _json;
	const Keys& _keys;
	std::string _last;
	std::int64_t _forgotten = 0;
	ChainReport _report;
};

}
