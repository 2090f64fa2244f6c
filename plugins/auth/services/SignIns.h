// Signs people in by mailed links: takes requests, mails links, redeems them.
#pragma once
#include "domain/Proof.h"
#include "store/LinkRows.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"
#include "sx/mail/Outbox.h"

#include <optional>

namespace sx::auth {

/// Takes requests for links, mails the links, and redeems them. [any thread]
class SignIns
{
public:
	static constexpr const char* kJob = "auth.link";

	/// Reads the settings. journal: may be null.
	SignIns(Context& context,
		const TenantSource& tenants,
		const directory::Directory& directory,
		mail::Outbox& outbox,
		audit::Journal* journal);

	/// Returns how long a link works.
	std::chrono::seconds linkLife() const noexcept { return _linkLife; }

	/// Makes a new anti-robot challenge.
	Value challenge(const TenantId& tenant) const;

	/// Holds a request for a link. proof: the solved challenge.
	struct Ask
	{
		std::string address, next, proof, network;
	};
	/// Stores a request and enqueues the job that mails the link. Does the same for known and unknown addresses.
	/// Errors: Invalid or Expired (proof, field "altcha"), Limited ("retry_after"), Unavailable.
	Result<> ask(const TenantId& tenant, const Ask& ask);
	/// Makes and mails the link of one request, if an active person has the address. [a job thread]
	Result<> mailLink(const Job& job);

	/// Redeems a link. Errors: Missing (used, expired, never made, or its person is gone).
	Result<Link> use(const Caller& caller, const std::string& token);

	/// Records in the journal that a person signed out.
	Result<> noteSignOut(const Caller& caller, bool isEverywhere);
	/// Deletes requests, links, proofs and counters that no longer have an effect.
	Result<> sweep();

private:
	/// Returns a link that still works, without redeeming it. Errors: Missing.
	Result<Link> find(const TenantId& tenant, const std::string& token) const;
	std::string hashOf(const std::string& token) const;
	std::string bucketOf(std::string_view kind, std::string_view value) const;
	Result<std::chrono::seconds> admit(Sql& sql, const Ask& ask, const Proof::Answered& answered, Instant now) const;
	Result<std::optional<LinkRequest>> openRequest(const Job& job) const;
	Result<> record(Sql& sql, const audit::Event& event) const;

	Context& _context;
	const TenantSource& _tenants;
	const directory::Directory& _directory;
	mail::Outbox& _outbox;
	audit::Journal* const _journal;
	const Proof _proof;
	const std::chrono::seconds _linkLife;
	const std::chrono::seconds _proofLife;
	const std::int64_t _work;
	const Window _perAddress, _perNetwork;
};

}
