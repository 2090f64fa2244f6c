// Implements licensing.entitlements/1.
#pragma once
#include "sx/licensing/Entitlements.h"
#include "sx/plugin.h"

namespace sx::licensing {

/// Reads entitlements from subscription and licence at every use, so that a change is in force at once. [any thread]
class EntitlementBook final: public Entitlements
{
public:
	EntitlementBook(const Context& context, const Plans& plans): _context(context), _plans(plans) {}

	Result<Entitlement> of(Sql& sql, const UserId& user) const noexcept override;
	Result<Entitlement> of(const TenantId& tenant, const UserId& user) const noexcept override;
	Result<> checkSending(const Entitlement& person) const noexcept override;
	Result<> checkFeature(const Entitlement& person, std::string_view feature) const noexcept override;
	Result<> checkGate(const Entitlement& person, std::string_view gate) const noexcept override;
	Result<> checkAmount(
		const Entitlement& person, std::string_view limit, std::int64_t amount) const noexcept override;
	std::string explain(const Language& language, const Error& refusal) const override;
	std::string moreOf(const Language& language, const Entitlement& person, std::string_view limit) const override;
	Result<> spend(const TenantId& tenant, const UserId& user, std::string_view limit) const noexcept override;
	Result<std::int64_t> usedOf(
		const TenantId& tenant, const UserId& user, std::string_view limit) const noexcept override;

	const Catalogue& catalogue() const noexcept { return _plans.catalogue(); }

private:
	/// Makes a refusal; its words are `entitlements.KEY`, or `entitlements.KEY_most` if no plan would do.
	Error refusal(Code code, const std::string& key, Value extra, const Plan* would) const;
	/// Returns a text in each language of the product, from which the answer takes the reader's.
	template <class Text> Value inEach(Text&& text) const;
	Value amountText(std::string_view limit, std::int64_t amount) const;
	Value limitText(std::string_view limit) const;
	/// Returns how much of a limit a plan gives.
	Value givesText(const Plan& plan, std::string_view limit) const;
	Value planText(const Plan* plan) const;

	const Context& _context;
	const Plans& _plans;
};

}
