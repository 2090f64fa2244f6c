// Signs people in by mailed links: takes requests, mails links, redeems them.
#pragma once
#include "domain/Proof.h"
#include "store/LinkStore.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"
#include "sx/mail/Outbox.h"

#include <optional>

namespace sx::auth {

/// Takes requests for links, mails the links, and redeems them. [any thread, between start and stop]
class SignIns
{
public:
	static constexpr const char* kJob = "auth.link";

	/// Finds the services that it needs, and reads the settings. Errors: Unavailable (a service is missing).
	Result<> start(Context& context);

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
	Result<Link> use(const TenantId& tenant, const std::string& token, const std::string& network);

	/// Records in the journal that a person signed out.
	Result<> noteSignOut(const Principal& principal, bool everywhere, const std::string& network);
	/// Deletes requests, links, proofs and counters that no longer have an effect.
	Result<> sweep();

private:
	/// Returns a link that still works, without redeeming it. Errors: Missing.
	Result<Link> find(const TenantId& tenant, const std::string& token) const;
	std::string hashOf(const std::string& token) const;
	std::string bucketOf(std::string_view kind, std::string_view value) const;
	Result<std::chrono::seconds> admit(Sql& sql, const Ask& ask, const Proof::Answered& answered, Instant now) const;
	Result<std::optional<LinkRequest>> openRequest(const Job& job) const;
	Result<mail::Mail> write(const Tenant& tenant, const directory::Person& person, const std::string& token) const;
	Result<> record(Sql& sql, const audit::Event& event) const;

	Context* _context = nullptr;
	TenantSource* _tenants = nullptr;
	directory::Directory* _directory = nullptr;
	mail::Outbox* _outbox = nullptr;
	audit::Journal* _journal = nullptr;
	std::optional<Proof> _proof;
	std::chrono::seconds _linkLife{900};
	std::chrono::seconds _proofLife{600};
	std::int64_t _work = 20'000;
	Window _perAddress, _perNetwork;
};

}
