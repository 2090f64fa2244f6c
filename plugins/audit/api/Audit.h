// The journal of what people and the server did: append-only, hash-chained per tenant.
#pragma once
#include "sx/plugin.h"

namespace sx::audit {

struct Event
{
	std::string kind;       // "auth.signed_in"
	UserId actor{};         // empty: the server
	std::string subject{};  // id of what it is about
	Value details{};        // object; no secret, no content
	std::string address{};  // network address, when there is one
};

/// [the transaction's thread]
class Journal
{
public:
	static constexpr std::string_view kId = "audit.log/1";
	/// Appends within the caller's transaction, for its tenant.
	virtual Result<> append(Sql& sql, const Event& event) noexcept = 0;
protected:
	~Journal() = default;
};

/// What a check of one chain found.
struct ChainReport
{
	std::int64_t entries = 0;
	std::string firstFault{};  // empty: every entry verifies; else which entry, and what is wrong with it
};

/// Extension point: another chain that `sxserver audit verify` checks (destruction receipts). [main thread]
class Chain
{
public:
	static constexpr std::string_view kId = "audit.chain/1";
	virtual std::string name() const = 0;
	virtual Result<ChainReport> verify(const TenantId& tenant) const noexcept = 0;
protected:
	~Chain() = default;
};

}
