// Begins sessions: asks for second factors, keeps who waits for theirs, and tells people of devices that are new.
#pragma once
#include "domain/SignIn.h"
#include "services/SecondFactors.h"
#include "sx/mail/Outbox.h"
#include "sx/places/Places.h"

namespace sx::auth {

/// Says where somebody signs in from. browser: the cookie of the browser. network: as Context::networkOf() makes it.
/// agent: what the browser says of itself.
struct Visit
{
	Caller caller;
	std::string browser, network, agent;
};

/// Returns what stands for a browser in which a person has signed in.
std::string browserMark(const Keys& keys, const std::string& address, const std::string& browser);

/// Lets people in. No session begins elsewhere. [any thread]
class Entrance
{
public:
	static constexpr std::chrono::minutes kLife{10};  // from the first proof to the second

	/// Holds the services of other plugins that it works with. journal, sender, places: may be null.
	struct Needs
	{
		const TenantSource& tenants;
		const directory::Directory& directory;
		mail::Outbox& outbox;
		audit::Journal* journal;
		sms::Sender* sender;
		const places::PlaceFinder* places;
		std::vector<SignInChoice*> choices;
	};
	Entrance(Context& context, Needs needs, SecondFactors& factors):
		_context(context), _needs(std::move(needs)), _factors(factors)
	{
	}

	/// Returns whom a right lets in. Errors: Missing (not active, or everything was ended since).
	Result<directory::Person> signerOf(const TenantId& tenant, const SessionRight& right) const;
	/// Tells whether a person may sign in by a proof of this kind. Errors: Denied `other_way`.
	Result<> mayUse(const directory::Person& person, std::string_view how) const;
	/// Tells whether a company lets nobody but super-administrators sign in by mailed links.
	Result<bool> isElsewhere(const TenantId& tenant) const;

	/// Lets somebody in after their first proof, and returns an empty text; or keeps who waits for the second factor,
	/// and returns the token of their browser. Errors: those of SignIn::begin().
	Result<std::string> begin(const Visit& visit, const FirstProof& proof);

	/// Says what the page of the second factor asks.
	struct Asked
	{
		directory::Person person;
		bool byApp = false;
		bool bySent = false;      // a code can be sent
		bool isMail = false;      // by mail, because the first proof came by SMS
		bool isSent = false;      // one was sent
		std::string to{};         // where it goes, masked
		bool needsSetup = false;  // the company asks for a factor, and the person has none
		std::vector<const SecondFactor*> others{};
	};
	/// Errors: Missing (nobody waits with this token, or too late).
	Result<Asked> asked(const TenantId& tenant, const std::string& token) const;
	/// Returns who waits. Errors: as for asked().
	Result<Waiting> waiting(const TenantId& tenant, const std::string& token) const;
	/// Counts a try, by person and by network, before it is checked. Errors: as for asked(), Limited.
	Result<> countTry(const Visit& visit, const std::string& token);
	/// Sends a code to who waits. Errors: as for asked(), Conflict (none can be sent), Limited.
	Result<> sendCode(const Visit& visit, const std::string& token);
	/// Lets in who waits if a typed code is of one of their factors, and returns the right and the page. Counts the
	/// try. Errors: as for countTry(), Invalid `code_wrong` at "code".
	Result<Waiting> answer(const Visit& visit, const std::string& token, std::string_view typed);
	/// Lets in who waits, because the caller has checked a factor. Errors: as for asked().
	Result<Waiting> complete(const Visit& visit, const std::string& token, const std::string& factor);

	/// Deletes who waited for too long.
	Result<> sweep();

private:
	std::string hashOf(const std::string& token) const;
	Result<> enter(Sql& sql,
		const Visit& visit,
		const directory::Person& person,
		const std::string& how,
		const std::string& factor);
	Result<> tellNewDevice(Sql& sql, const Visit& visit, const directory::Person& person);
	Result<Waiting> finish(const Visit& visit,
		const std::string& token,
		const std::string& factor,
		const std::function<Result<>(Sql&)>& use);

	Context& _context;
	const Needs _needs;
	SecondFactors& _factors;
};

}
