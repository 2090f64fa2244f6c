// Handles second factors and sessions on /account, and an administrator's reset of a person's factors.
#pragma once
#include "handlers/AccountPage.h"
#include "services/Entrance.h"
#include "sx/refusals.h"

namespace sx::auth {

/// Takes what the forms of second factors and sessions send. [handlers' threads]
class FactorForms final: public Factors
{
public:
	/// Holds what it works with. journal: may be null.
	struct Needs
	{
		const directory::Directory& directory;
		const TenantSource& tenants;
		mail::Outbox& outbox;
		audit::Journal* journal;
	};
	FactorForms(const Context& context, const Needs& needs, SecondFactors& factors, const AccountPage& account):
		_context(context), _needs(needs), _factors(factors), _account(account), _refusals(context.find<Refusals>()),
		_freshFor(context.settings().duration("fresh_sign_in"))
	{
	}
	static Routes<FactorForms> routes();

	bool isFresh(const Request& request) const noexcept override;
	Result<Response> staleAccount(const Request& request) const noexcept override;
	Result<Response> added(const Request& request, std::string_view factor) noexcept override;
	Result<> mayRemove(const Request& request) const noexcept override;
	Result<> removed(const Request& request, std::string_view factor) noexcept override;
	Result<> reset(Sql& sql, const UserId& user, const Caller& by) noexcept override;

	/// Returns what the button for a person's reset shows; for the place directory.person.
	Value resetView(const Request& request) const;

private:
	/// Shows /account, which asks the person to sign in again.
	Result<Response> stalePage(const Request& request) const;
	Result<Response> showApp(Request& request) const;
	Result<Response> turnOnApp(Request& request) const;
	Result<Response> turnOffApp(Request& request) const;
	Result<Response> setBySms(Request& request) const;
	Result<Response> newCodes(Request& request) const;
	Result<Response> resetPerson(Request& request);
	Result<Response> endSession(Request& request) const;
	Result<Response> endOthers(Request& request) const;

	Response appPage(const Request& request, const AppSetup& setup, const std::string& error, int status) const;
	/// Answers with recovery codes if the person has none, else by going to /account.
	Result<Response> withCodes(const Request& request) const;
	/// Shows /account with what is wrong; returns errors that say nothing to the person.
	Result<Response> refused(const Request& request, const Error& error) const;
	Result<> record(Sql& sql, const Request& request, const char* kind, Value details) const;

	const Context& _context;
	const Needs _needs;
	SecondFactors& _factors;
	const AccountPage& _account;
	Refusals* const _refusals;
	const std::chrono::seconds _freshFor;
};

}
