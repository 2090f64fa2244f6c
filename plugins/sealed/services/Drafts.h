// Makes items and seals them: draft, upload, seal (protocol.md sections 4 and 5).
#pragma once
#include "services/Gates.h"
#include "services/ItemQuotas.h"
#include "services/RegisterWriter.h"
#include "services/Shares.h"
#include "store/ItemRows.h"

namespace sx::sealed {

/// Begins drafts and seals them; Items says what each function does. [any thread; Sql: its thread]
class Drafts
{
public:
	Drafts(const Services& services,
		const Gates& gates,
		const RegisterWriter& events,
		const ItemQuotas& quotas,
		const Shares& shares):
		_services(services),
		_gates(gates), _register(events), _quotas(quotas), _shares(shares)
	{
	}

	Result<Begun> begin(Sql& sql, const Terms& terms) const;
	Result<std::vector<SealedGrant>> readSealed(const Value& list, const std::vector<Grant>& grants) const;
	Result<std::vector<std::string>> codes(Sql& sql, const ItemId& item) const;
	Result<bool> seal(Sql& sql,
		const ItemId& item,
		const std::vector<SealedGrant>& grants,
		const Bytes& note,
		const Actor& actor) const;
	std::string drawCode() const;
	Bytes codeMac(const GrantId& grant, std::string_view code) const;

private:
	/// Draws a grant's id, token, share and code, and has the plugins check its gates. field: of the grant in Terms.
	Result<GrantRow> newGrant(
		const TenantId& tenant, const NewGrant& wanted, Instant expires, const std::string& field) const;
	/// Asks the companies' rules about a new item, and takes the opens that they lower.
	Result<> obey(Sql& sql, const Terms& terms, std::vector<NewGrant>& grants) const;
	/// Asks them again about a draft that is being sealed: they may have changed since.
	Result<> obeyStill(Sql& sql, const Item& item, const std::vector<FileRow>& files) const;
	Result<> ask(Sql& sql, Sending& sending) const;
	Result<SealedGrant> readOne(const Value& each, const Grant& grant, const std::string& field) const;
	/// Compares what a client brings with what the item was sealed with.
	Result<bool> sealedAlready(Sql& sql, const ItemId& item, const std::vector<SealedGrant>& grants) const;
	Result<> complete(Sql& sql, const std::vector<FileRow>& files) const;

	const Services& _services;
	const Gates& _gates;
	const RegisterWriter& _register;
	const ItemQuotas& _quotas;
	const Shares& _shares;
};

}
