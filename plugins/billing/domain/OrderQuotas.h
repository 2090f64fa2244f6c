// Names the quotas of orders: what strangers may make the server keep, make and mail.
#pragma once
#include "sx/quotas/Quotas.h"

namespace sx::billing {

inline constexpr std::string_view kOrdersOfNetwork = "billing.orders_network_day",
								  kOrdersOfAddress = "billing.orders_address_day", kOrdersOfAll = "billing.orders_day";
/// Companies that are made before anything is paid: trials, and orders on account.
inline constexpr std::string_view kUnpaidOfNetwork = "billing.unpaid_network_day", kUnpaidOfAll = "billing.unpaid_day";

/// Returns every quota of orders.
inline std::vector<quotas::Quota> orderQuotas()
{
	using quotas::Scope;
	constexpr std::chrono::hours kDay{24};
	return {{.name = std::string(kOrdersOfNetwork), .family = "orders", .scope = Scope::Network, .window = kDay},
		{.name = std::string(kOrdersOfAddress),
			.family = "orders",
			.scope = Scope::Number,
			.window = kDay,
			.refusal = "orders_network_day"},
		{.name = std::string(kOrdersOfAll), .family = "orders", .window = kDay, .refusal = "orders_network_day"},
		{.name = std::string(kUnpaidOfNetwork),
			.family = "orders",
			.scope = Scope::Network,
			.window = kDay,
			.refusal = "orders_network_day"},
		{.name = std::string(kUnpaidOfAll), .family = "orders", .window = kDay, .refusal = "orders_network_day"}};
}

/// Returns their names, for Route::spends.
inline std::vector<std::string> orderQuotaNames()
{
	std::vector<std::string> out;
	for (auto& each: orderQuotas()) out.push_back(std::move(each.name));
	return out;
}

}
