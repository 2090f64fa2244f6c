// Holds a company's subscription within a transaction; for the parts of Subscriptions.
#pragma once
#include "domain/Province.h"
#include "services/Subscriptions.h"

namespace sx::billing {

inline constexpr std::chrono::days kTermOnAccount{20};  // an invoice on account is to be paid within
inline constexpr std::chrono::days kTrialMails[]{std::chrono::days(7), std::chrono::days(1)};  // before a trial ends

inline Error conflict(const char* problem, const char* detail)
{
	return {.code = Code::Conflict,
		.detail = detail,
		.messageKey = std::string("subscription.") + problem,
		.problem = problem};
}

/// Writes which payment of which gateway the ledger means, so that it can be given back: "stripe:pi_9".
inline std::string paymentReference(const std::string& gateway, const std::string& reference)
{
	return gateway.empty() ? reference : gateway + ":" + reference;
}

/// Returns when a trial has its next mail, or ends.
inline Instant trialDue(Instant ends, Instant now)
{
	for (const auto before: kTrialMails)
		if (now < ends - before) return ends - before;
	return ends;
}

/// Holds a company's subscription within a transaction, in the terms of the domain.
struct Subscriptions::Held
{
	std::string zone;  // in which its days begin
	licensing::Subscription subscription;
	std::optional<Account> account;
	std::vector<licensing::Seats> seats;
	Terms terms;
	const Pages& pages;

	licensing::SeatsByPlan assigned() const
	{
		licensing::SeatsByPlan out;
		for (const auto& each: seats)
			if (each.assigned != 0) out[each.plan] = each.assigned;
		return out;
	}
	/// Writes terms of the domain back.
	void take(const Terms& changed)
	{
		const bool isSame = changed.from == terms.from && changed.until == terms.until;
		subscription.period = changed.period;
		subscription.nextPeriod = changed.nextPeriod;
		subscription.planned = changed.planned;
		if (!isSame)
		{
			subscription.started = pages.startOfDay(zone, changed.from);
			subscription.ends = pages.startOfDay(zone, changed.until);
			subscription.due = subscription.ends;
		}
		terms = changed;
	}
	Day dayAt(Instant at) const { return pages.dayAt(zone, at); }
	Result<std::string> province() const
	{
		if (!account) return conflict("managed", "the operator gave the seats");
		return provinceOf(account->postalCode);
	}
};

}
