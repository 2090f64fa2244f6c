// Signing in: asked for, mailed, used.
#pragma once
#include "domain/Proof.h"
#include "store/LinkStore.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"
#include "sx/mail/Outbox.h"

#include <optional>

namespace auth {

/// [any thread, between start and stop]
class SignIns
{
public:
	static constexpr const char* kJob = "auth.link";

	/// Errors: Unavailable (what it needs is not there).
	sx::Result<> start(sx::Context& context);

	/// A fresh anti-robot challenge.
	sx::Value challenge(const sx::TenantId& tenant) const;

	/// Who asks, with the answer to the challenge. Does the same whether somebody has that address or not; the link is
	/// made and mailed by a job. Errors: Invalid or Expired (proof, field "altcha"), Limited ("retry_after"),
	/// Unavailable.
	struct Ask
	{
		std::string address, next, proof, network;
	};
	sx::Result<> ask(const sx::TenantId& tenant, const Ask& ask);
	/// Makes and mails one link. [a job thread]
	sx::Result<> mailLink(const sx::Job& job);

	/// Uses it. Errors: Missing (used, expired, never made, or its person is gone).
	sx::Result<Link> use(const sx::TenantId& tenant, const std::string& token, const std::string& network);

	/// Notes that somebody signed out.
	sx::Result<> noteSignOut(const sx::Principal& principal, bool everywhere, const std::string& network);
	/// Forgets what has no effect any more.
	sx::Result<> sweep();

private:
	/// A link that works, without using it. Errors: Missing.
	sx::Result<Link> find(const sx::TenantId& tenant, const std::string& token) const;
	std::string hashOf(const std::string& token) const;
	std::string bucketOf(std::string_view kind, std::string_view value) const;
	sx::Result<std::chrono::seconds> admit(
		sx::Sql& sql, const Ask& ask, const Proof::Answered& answered, sx::Instant now) const;
	sx::Result<std::optional<LinkRequest>> openRequest(const sx::Job& job) const;
	sx::Result<sx::mail::Mail> write(
		const sx::Tenant& tenant, const sx::directory::Person& person, const std::string& token) const;
	sx::Result<> record(sx::Sql& sql, sx::audit::Event event) const;

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
