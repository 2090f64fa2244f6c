// Implements mail.outbox/1, and the job that empties the outbox.
#pragma once
#include "domain/Letter.h"
#include "store/OutboxStore.h"

namespace sx::mail {

/// Queues mails in the database and delivers them by jobs. [any thread, between start and stop]
class StoredOutbox final: public Outbox
{
public:
	static constexpr const char* kJob = "mail.send";
	/// Limits the attempts to about four days, with the kernel's backoff (5 s, doubling, at most 1 h).
	static constexpr int kAttempts = 100;

	void start(Context& context, Driver& driver);

	Result<> queue(Sql& sql, const Mail& mail) noexcept override;

	/// Delivers one mail, erases it, and tells the listeners. Can be repeated after a crash at any point. [a job
	/// thread]
	Result<> send(const Job& job);
	/// Gives up mails that no job handles any more (older than any job can be), and updates the metric of waiting
	/// mails.
	Result<> sweep();

private:
	/// Hands the mail to the driver and sets its final state. Returns an error if the mail must be tried again; if it
	/// returns Failed, `why` holds the reason.
	Result<State> deliver(const TenantId& tenant, const OutboxRow& row, bool isLastTry, Error& why);
	/// Tells the listeners, and removes the row.
	Result<> finish(const TenantId& tenant, const OutboxRow& row, State state);

	Context* _context = nullptr;
	Driver* _driver = nullptr;
	std::vector<DeliveryListener*> _listeners;
};

}
