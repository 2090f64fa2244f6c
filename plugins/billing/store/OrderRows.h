// Stores orders, and which reports of payment providers were taken.
#pragma once
#include "sx/enums.h"
#include "sx/sql.h"

#include <optional>

namespace sx::billing {

/// Says how far an order is. Waiting: for its payment; Accepted: paid or not to be paid now, so that the company is
/// made; Done: it is there; Failed: nothing was paid.
enum class OrderState { Waiting, Accepted, Done, Failed };
inline constexpr auto kOrderStates = enumWords<OrderState>({{OrderState::Waiting, "waiting"},
	{OrderState::Accepted, "accepted"},
	{OrderState::Done, "done"},
	{OrderState::Failed, "failed"}});

/// Says what is ordered: a company with a subscription, or how the subscription of a company is paid from now on.
enum class OrderKind { Company, Method };
inline constexpr auto kOrderKinds = enumWords<OrderKind>(
	{{OrderKind::Company, "company"}, {OrderKind::Method, "method"}});

/// Is an order as it is stored.
struct OrderRow
{
	std::string id;
	OrderKind kind = OrderKind::Company;
	OrderState state = OrderState::Waiting;
	std::string gateway;            // its name, or "trial"
	std::string reference;          // the provider's id of the checkout; empty: not begun
	std::string checkout, payment;  // sealed; empty: none
	std::int64_t amount = 0;        // minor units
	std::string currency, host;
	TenantId buyer;
	std::string discount;  // the id of the discount whose use was taken; empty: none
	std::string details;   // sealed
	Instant made{};
};

/// Queries the database; the tenant is the company that sells, unless said otherwise. [its thread]
namespace order_rows {

Result<> insert(Sql& sql, const OrderRow& row);
/// Returns an order. Errors: Missing.
Result<OrderRow> byId(Sql& sql, std::string_view id);
/// Tells whether an order that was made since then and has not failed holds a host.
Result<bool> holdsHost(Sql& sql, std::string_view host, Instant since);
/// Notes the checkout that was begun, unless one was.
Result<> begun(Sql& sql, std::string_view id, std::string_view reference, std::string_view checkout);
/// Makes an order Accepted that is Waiting or Failed; false: it is neither.
Result<bool> accept(Sql& sql, std::string_view id, std::string_view payment);
/// Makes an order Failed that is Waiting; false: it is not.
Result<bool> fail(Sql& sql, std::string_view id);
/// Makes an order Done, at the host that its company has got.
Result<> done(Sql& sql, std::string_view id, std::string_view host);
/// Lists orders of all companies that wait for a checkout which was begun, made in a period: company, id. At most 100.
Result<std::vector<std::pair<TenantId, std::string>>> waiting(Sql& sql, Instant from, Instant to);
/// Lists orders of all companies that wait and were made before a moment: company, id. At most 100.
Result<std::vector<std::pair<TenantId, std::string>>> stale(Sql& sql, Instant before);
/// Deletes orders and reports of all companies that were made before a moment.
Result<> sweep(Sql& sql, Instant before);
/// Notes a report; false: it was noted before.
Result<bool> note(Sql& sql, std::string_view gateway, std::string_view report, Instant now);
/// Notes that the transaction's company was made by an order; false: it was noted before.
Result<bool> found(Sql& sql, const TenantId& seller, std::string_view order, Instant now);

}

}
