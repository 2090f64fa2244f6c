// Signs people in by mailed links: takes requests, mails links, redeems them.
#pragma once
#include "domain/Proof.h"
#include "store/LinkStore.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"
#include "sx/mail/Outbox.h"

#include <optional>

namespace auth {

/// Takes requests for links, mails the links, and redeems them. [any thread, between start and stop]
class SignIns
{
public:
	static constexpr const char* kJob = "auth.link";

	/// Finds the services that it needs, and reads the settings. Errors: Unavailable (a service is missing).
	sx::Result<> start(sx::Context& context);

	/// Makes a new anti-robot challenge.
	sx::Value challenge(const sx::TenantId& tenant) const;

	/// Holds a request for a link. proof: the solved challenge.
	struct Ask
	{
		std::string address, next, proof, network;
	};
	/// Stores a request and enqueues the job that mails the link. Does the same for known and unknown addresses.
	/// Errors: Invalid or Expired (proof, field "altcha"), Limited ("retry_after"), Unavailable.
	sx::Result<> ask(const sx::TenantId& tenant, const Ask& ask);
	/// Makes and mails the link of one request, if an active person has the address. [a job thread]
	sx::Result<> mailLink(const sx::Job& job);

	/// Redeems a link. Errors: Missing (used, expired, never made, or its person is gone).
	sx::Result<Link> use(const sx::TenantId& tenant, const std::string& token, const std::string& network);

	/// Records in the journal that a person signed out.
	sx::Result<> noteSignOut(const sx::Principal& principal, bool everywhere, const std::string& network);
	/// Deletes requests, links, proofs and counters that no longer have an effect.
	sx::Result<> sweep();

private:
	/// Returns a link that still works, without redeeming it. Errors: Missing.
	sx::Result<Link> find(const sx::TenantId& tenant, const std::string& token) const;
	std::string hashOf(const std::string& token) const;
	std::string bucketOf(std::string_view kind, std::string_view value) const;
	sx::Result<std::chrono::seconds> admit(
		sx::Sql& sql, const Ask& ask, const Proof::Answered& answered, sx::Instant now) const;
	sx::Result<std::optional<LinkRequest>> openRequest(const sx::Job& job) const;
	sx::Result<sx::mail::Mail> write(
		const sx::Tenant& tenant, const sx::directory::Person& person, const std::string& token) const;
	sx::Result<> record(sx::Sql& sql, const sx::audit::Event& event) const;

	sx::Context* _context = nullptr;
	sx::TenantSource* _tenants = nullptr;
	sx::directory::Directory* _directory = nullptr;
	sx::mail::Outbox* _outbox = nullptr;
	sx::audit::Journal* _journal = nullptr;
	std::optional<Proof> _proof;
	std::chrono::seconds _linkLife{900};
	std::chrono::seconds _proofLife{600};
	std::int64_t _work = 20'000;
	Window _perAddress, _perNetwork;
};

}
