// Interface mail.outbox/1, and the job that empties it.
#pragma once
#include "domain/Letter.h"
#include "store/OutboxStore.h"

namespace mail {

/// [any thread, between start and stop]
class StoredOutbox final: public sx::mail::Outbox
{
public:
	static constexpr const char* kJob = "mail.send";
	/// With the kernel's backoff (5 s, doubling, 1 h at most): four days.
	static constexpr int kAttempts = 100;

	void start(sx::Context& context, Driver& driver);

	sx::Result<> queue(sx::Sql& sql, const sx::mail::Mail& mail) noexcept override;

	/// Delivers one mail, tells the listeners, erases it. Repeatable after a crash at any point. [a job thread]
	sx::Result<> send(const sx::Job& job);
	/// Gives up what no job cares for any more (older than any job lives), and says how many wait.
	sx::Result<> sweep();

private:
	sx::Result<State> deliver(const sx::TenantId& tenant, const OutboxRow& row, bool isLastTry, sx::Error& why);
	sx::Result<> finish(const sx::TenantId& tenant, const OutboxRow& row, State state);

	sx::Context* _context = nullptr;
	Driver* _driver = nullptr;
	std::vector<sx::mail::DeliveryListener*> _listeners;
};

}
