// Implements mail.outbox/1, and the job that empties the outbox.
#pragma once
#include "domain/Letter.h"
#include "services/Bounces.h"
#include "store/OutboxRows.h"
#include "sx/quotas/Quotas.h"

#include <vector>

namespace sx::mail {

/// Queues mails in the database and delivers them by jobs. [any thread]
class StoredOutbox final: public Outbox
{
public:
	static constexpr const char* kJob = "mail.send";
	/// Limits the attempts to about four days, with the kernel's backoff (5 s, doubling, at most 1 h).
	static constexpr int kAttempts = 100;

	/// The arguments must outlive the outbox.
	StoredOutbox(Context& context, quotas::Quotas& quotas, Driver& driver, const Bounces& bounces):
		_context(context), _quotas(quotas), _driver(driver), _bounces(bounces),
		_listeners(context.findAll<DeliveryListener>())
	{
	}

	/// Returns what mails are taken from.
	static std::vector<quotas::Quota> quotas();

	Result<> queue(Sql& sql, const Mail& mail) noexcept override;
	Result<> reserve(Sql& sql, const UserId& cause, std::int64_t mails) noexcept override;
	Result<> checkRichText(std::string_view html) const noexcept override;

	/// Delivers one mail, erases it, and tells the listeners. Can be repeated after a crash at any point. [a job
	/// thread]
	Result<> send(const Job& job);
	/// Gives up mails that no job handles any more (older than any job can be), and updates the metric of waiting
	/// mails.
	Result<> sweep();

private:
	/// Tells how the delivery of a mail ended; why: set if Failed.
	struct Outcome
	{
		State state = State::Taken;
		Error why{};
	};
	/// Hands the mail to the driver and sets its final state. Returns an error if the mail must be tried again.
	Result<Outcome> deliver(const TenantId& tenant, const OutboxRow& row, bool isLastTry);
	/// Tells the listeners, and removes the row.
	Result<> finish(const TenantId& tenant, const OutboxRow& row, State state);
	/// Gives up a mail that no job sends.
	Result<> abandon(const TenantId& tenant, const std::string& id);

	Context& _context;
	quotas::Quotas& _quotas;
	Driver& _driver;
	const Bounces& _bounces;
	const std::vector<DeliveryListener*> _listeners;
};

}
