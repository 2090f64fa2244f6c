// Gives each mail a return path of its own, and takes what comes back there.
#pragma once
#include "domain/Bounce.h"
#include "store/SentRows.h"
#include "sx/audit/Audit.h"
#include "sx/mail/Outbox.h"

namespace sx::mail {

/// [any thread]
class Bounces
{
public:
	/// address: below which return paths are; empty: mails have none of their own, and nothing comes back.
	Bounces(Context& context, std::string address);

	/// Returns a mail's return path; empty if mails have none. Always the same for one mail. Only the server can make
	/// it, so that nobody can say of another's mail that it came back.
	std::string returnPath(const TenantId& tenant, const std::string& id) const;
	/// Remembers a mail that was handed over, in the transaction that erases it.
	Result<> keep(Sql& sql, const std::string& id, const std::string& kind, const std::string& about) const;

	/// Says what was done with a notification.
	enum class Outcome { Ignored, Delayed, Returned };
	/// Takes a notification that came to a return path: tells the listeners that the mail was not delivered, or counts
	/// a delay. What is forged, old or no notification is ignored. Errors: Unavailable, Full.
	Result<Outcome> take(std::string_view returnPath, std::string_view message) const;
	/// Forgets mails that cannot come back any more.
	Result<> sweep() const;

private:
	std::string tokenOf(const TenantId& tenant, const std::string& id) const;
	std::string hashOf(const std::string& token) const;
	Result<Outcome> returned(const sent_rows::SentRow& row, const Bounce& bounce) const;

	Context& _context;
	const std::string _address;
	const std::vector<DeliveryListener*> _listeners;
	audit::Journal* const _journal;  // may be null
};

}
