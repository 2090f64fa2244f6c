// Signs people in by links that are mailed or texted: takes requests, sends links, redeems them.
#pragma once
#include "domain/Proof.h"
#include "services/Entrance.h"
#include "services/SignInMail.h"
#include "store/LinkRows.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"
#include "sx/mail/Outbox.h"

#include <optional>

namespace sx::auth {

/// Takes requests for links, mails the links, and redeems them in the browser that asked. [any thread]
class SignIns
{
public:
	static constexpr const char* kJob = "auth.link";

	/// Holds what it works with. journal, sender: may be null.
	struct Needs
	{
		const TenantSource& tenants;
		const directory::Directory& directory;
		const directory::Mobiles& mobiles;
		directory::PersonAccess& access;
		mail::Outbox& outbox;
		audit::Journal* journal;
		sms::Sender* sender;
		const Entrance& entrance;
	};
	/// Reads the settings.
	SignIns(Context& context, const Needs& needs);

	/// Returns how long a link works.
	std::chrono::seconds linkLife() const noexcept { return _linkLife; }

	/// Makes a new anti-robot challenge. work: what an earlier ask was told; the usual work if it is less.
	Value challenge(const TenantId& tenant, std::int64_t work) const;
	/// Makes the cookie of a browser that has none yet.
	std::string newBrowser() const;

	/// Tells whether links can be asked for with a mobile number.
	bool takesMobiles() const noexcept { return _needs.sender && _needs.sender->isOffered(); }
	/// Returns a typed mobile number in E.164; empty: it is none. Without a prefix it is of the first country served.
	std::string mobileOf(std::string_view typed) const;

	/// Holds a request for a link. address: of mail, or a mobile in E.164. proof: the solved challenge. browser: the
	/// cookie of the browser that asks. language: what was chosen in that browser; nothing: the mail is in the
	/// account's. network, neighbourhood: as Context::networkOf() and neighbourhoodOf() make them.
	struct Ask
	{
		std::string address, next, proof, browser;
		std::optional<Language> language{};
		std::string network, neighbourhood;
	};
	/// Stores a request and enqueues the job that mails the link. Does the same for known and unknown addresses. What
	/// others ask for an address never refuses a browser in which the person has signed in, and makes any other browser
	/// work longer only. Errors: Invalid or Expired (proof, field "altcha"; problem "more_work" with extra "work": this
	/// address takes a harder challenge now), Limited ("retry_after"), Unavailable.
	Result<> ask(const TenantId& tenant, const Ask& ask);
	/// Makes and sends the link of one request, if one active person has the address or the mobile. [a job thread]
	Result<> mailLink(const Job& job);

	/// Returns whom a link signs in, without redeeming it. browser: the cookie; empty: none. Errors: Missing (used,
	/// expired, never made, or its person is gone), Denied with problem "other_browser" and extra "person".
	Result<directory::Person> personOf(
		const TenantId& tenant, const std::string& token, const std::string& browser) const;
	/// Redeems a link, which is a first proof: the caller begins the session with it. Errors: those of personOf().
	Result<Link> use(const Caller& caller, const std::string& token, const std::string& browser);
	/// Redeems the link that was mailed to this browser with a typed code. Errors: Invalid with problem "code_wrong",
	/// Limited (too many tries in this browser), and those of personOf().
	Result<Link> useCode(const Caller& caller, std::string_view typed, const std::string& browser);

	/// Records in the journal that a person signed out.
	Result<> noteSignOut(const Caller& caller);
	/// Ends every session of a person, their links and known browsers, and records it.
	Result<> signOutEverywhere(const Caller& caller);
	/// Deletes requests, links, proofs, browsers and counters that no longer have an effect.
	Result<> sweep();

private:
	std::string hashOf(const std::string& token) const;
	std::string bucketOf(std::string_view kind, std::string_view value) const;
	std::string codeMacOf(std::string_view code) const;
	Result<Link> redeem(const Caller& caller, const std::string& tokenHash);
	/// Returns who has an address or a mobile. Errors: Missing (nobody, or several who share the mobile).
	Result<directory::Person> personWith(const TenantId& tenant, const std::string& address) const;
	/// Queues the mail or the text that brings a link.
	Result<> send(Sql& sql, const LinkRequest& request, const directory::Person& person, const MailedLink& link);
	Result<std::chrono::seconds> count(Sql& sql, const Ask& ask, bool isKnown, Instant now) const;
	Result<std::chrono::seconds> admit(Sql& sql, const Ask& ask, const Proof::Answered& answered, Instant now) const;
	Result<std::optional<LinkRequest>> openRequest(const Job& job) const;
	Result<> record(Sql& sql, const audit::Event& event) const;

	Context& _context;
	const Needs _needs;
	const Proof _proof;
	const std::chrono::seconds _linkLife;
	const std::chrono::seconds _proofLife;
	const std::int64_t _work;
	const Window _perAddress, _perNeighbourhood, _perNetwork;
};

}
