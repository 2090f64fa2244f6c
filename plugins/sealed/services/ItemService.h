// Implements sealed.items/1 for the plugins that make sealed things.
#pragma once
#include "services/Destruction.h"
#include "services/Drafts.h"

namespace sx::sealed {

class ItemService final: public Items
{
public:
	ItemService(const Services& services,
		const Gates& gates,
		const Drafts& drafts,
		const Destruction& destruction,
		const RegisterWriter& events,
		const Shares& shares):
		_services(services),
		_gates(gates), _drafts(drafts), _destruction(destruction), _register(events), _shares(shares)
	{
	}

	const Limits& limits() const noexcept override { return _services.limits; }
	Result<Begun> begin(Sql& sql, const Terms& terms) noexcept override;
	Result<Response> putPart(const TenantId& tenant,
		const ItemId& item,
		const FileId& file,
		const storage::PartBody& body) noexcept override;
	Result<std::vector<int>> parts(
		const TenantId& tenant, const ItemId& item, const FileId& file) const noexcept override;
	Result<std::vector<SealedGrant>> readSealed(
		const Value& list, const std::vector<Grant>& grants) const noexcept override;
	Result<std::vector<std::string>> codes(Sql& sql, const ItemId& item) const noexcept override;
	Result<bool> seal(Sql& sql,
		const ItemId& item,
		const std::vector<SealedGrant>& grants,
		const Bytes& note,
		const Actor& actor) noexcept override;
	Result<Followed> byId(Sql& sql, const ItemId& item) const noexcept override;
	Result<std::vector<Followed>> byIds(Sql& sql, const std::vector<ItemId>& items) const noexcept override;
	Result<std::vector<Followed>> list(Sql& sql, const ItemQuery& query) const noexcept override;
	Result<std::vector<File>> files(Sql& sql, const ItemId& item) const noexcept override;
	Result<std::optional<GrantId>> byToken(Sql& sql, const Token& token, ItemId& item) const noexcept override;
	Result<> shorten(Sql& sql,
		const ItemId& item,
		const ShorterLimits& limits,
		const UserId& by,
		const Actor& actor) noexcept override;
	Result<> unlock(
		Sql& sql, const ItemId& item, const GrantId& grant, const UserId& by, const Actor& actor) noexcept override;
	Result<> lock(Sql& sql, const ItemId& item) noexcept override;
	Result<> checkProof(Sql& sql, const GrantId& grant, const Value& proof) const noexcept override;
	std::string drawCode() const override { return _drafts.drawCode(); }
	Result<> setCode(Sql& sql, const GrantId& grant, std::string_view code) noexcept override;
	Result<bool> destroy(Sql& sql, const ItemId& item, Cause cause, const UserId& by) noexcept override;
	void erase(const TenantId& tenant, const ItemId& item) noexcept override;
	Result<Value> receipt(Sql& sql, const ItemId& item) const noexcept override;
	std::vector<std::string> offeredGates() const override;
	std::string_view contactOf(std::string_view gate) const noexcept override;
	bool replacesCode(std::string_view gate) const noexcept override;
	Result<bool> asksCodeAlways(const TenantId& tenant) const noexcept override;
	Result<CodeDelivery> codeDelivery(const TenantId& tenant) const noexcept override;
	std::string gateTitle(const Language& language, std::string_view gate) const override;
	std::string gateTitles(const Language& language, const Grant& grant) const override;
	std::vector<std::string> gateSteps(const Language& language, const Grant& grant) const override;

private:
	/// Adds the grants to items, and keeps the items' order.
	Result<std::vector<Followed>> withGrants(Sql& sql, std::vector<Item> items) const;

	const Services& _services;
	const Gates& _gates;
	const Drafts& _drafts;
	const Destruction& _destruction;
	const RegisterWriter& _register;
	const Shares& _shares;
};

}
