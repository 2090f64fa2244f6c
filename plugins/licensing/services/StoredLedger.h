// Implements licensing.ledger/1 on the plugin's tables.
#pragma once
#include "store/LicenceRows.h"
#include "sx/plugin.h"

namespace sx::licensing {

class StoredLedger final: public Ledger
{
public:
	explicit StoredLedger(const Context& context): _context(context) {}

	Result<Subscription> subscription(Sql& sql) const noexcept override { return licence_rows::subscription(sql); }
	Result<Subscription> hold(Sql& sql) noexcept override { return licence_rows::hold(sql); }
	Result<> put(Sql& sql, const Subscription& subscription) noexcept override
	{
		return licence_rows::putSubscription(sql, subscription);
	}
	Result<> append(Sql& sql, const Entry& entry) noexcept override { return licence_rows::append(sql, entry); }
	Result<std::vector<Seats>> seats(Sql& sql) const noexcept override { return licence_rows::seats(sql); }
	Result<std::int64_t> balance(Sql& sql) const noexcept override { return licence_rows::balance(sql); }
	Result<std::vector<Entry>> ofInvoice(Sql& sql, std::string_view invoice) const noexcept override
	{
		return licence_rows::ofInvoice(sql, invoice);
	}
	Result<> assign(Sql& sql, const UserId& user, const std::string& plan, Instant at) noexcept override;
	Result<> moveLicences(Sql& sql, const std::string& from, const std::string& to, Instant at) noexcept override;
	Result<std::vector<TenantId>> due(Instant now, int limit) const noexcept override;

private:
	const Context& _context;
};

}
