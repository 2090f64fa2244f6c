// Implements mail.outbox/1, and the job that empties the outbox.
#pragma once
#include "domain/Letter.h"
#include "store/OutboxStore.h"

namespace mail {

/// Queues mails in the database and delivers them by jobs. [any thread, between start and stop]
class StoredOutbox final: public sx::mail::Outbox
{
public:
	static constexpr const char* kJob = "mail.send";
	/// Limits the attempts to about four days, with the kernel's backoff (5 s, doubling, at most 1 h).
	static constexpr int kAttempts = 100;

	void start(sx::Context& context, Driver& driver);

	sx::Result<> queue(sx::Sql& sql, const sx::mail::Mail& mail) noexcept override;

	/// Delivers one mail, erases it, and tells the listeners. Can be repeated after a crash at any point. [a job
	/// thread]
	sx::Result<> send(const sx::Job& job);
	/// Gives up mails that no job handles any more (older than any job can be), and updates the metric of waiting
	/// mails.
	sx::Result<> sweep();

private:
	/// Hands the mail to the driver and sets its final state. Returns an error if the mail must be tried again; if it
	/// returns Failed, `why` holds the reason.
	sx::Result<State> deliver(const sx::TenantId& tenant, const OutboxRow& row, bool isLastTry, sx::Error& why);
	/// Tells the listeners, and removes the row.
	sx::Result<> finish(const sx::TenantId& tenant, const OutboxRow& row, State state);

	sx::Context* _context = nullptr;
	Driver* _driver = nullptr;
	std::vector<sx::mail::DeliveryListener*> _listeners;
};

}
