// Handles /account, which shows who is signed in, their language and time zone, their mobile, the protection of replies
// by it, their second factors and their sessions.
#pragma once
#include "handlers/AccountView.h"
#include "services/OwnMobile.h"
#include "services/SecondFactors.h"
#include "sx/places/Places.h"
#include "sx/routes.h"
#include "sx/views.h"

#include <optional>

namespace sx::auth {

/// Holds what a person typed into the forms of /account, and what is wrong with it: translated, empty if nothing is.
struct TypedAccount
{
	std::optional<std::string> language, timeZone, number, country;
	std::optional<bool> hasIsoDates;
	std::string languageError, zoneError, code, numberError, codeError, repliesError, factorsError;
	bool isStale = false;  // the session is too old for the change
};

/// Renders /account. [handlers' threads]
class AccountPage
{
public:
	AccountPage(const Context& context,
		const directory::Directory& directory,
		const OwnMobile& mobile,
		const SecondFactors& factors):
		_context(context),
		_pages(context.pages()), _directory(directory), _mobile(mobile), _factors(factors),
		_places(context.find<places::PlaceFinder>())
	{
	}
	static Routes<AccountPage> routes();

	/// Renders the page with what was typed. status: 200, or that of the error it shows.
	Result<Response> render(const Request& request, const TypedAccount& typed, int status) const;

private:
	Result<Response> show(Request& request) const { return render(request, {}, 200); }
	/// Fills the sections of the mobile and of the replies.
	Result<> fill(
		AccountView& view, const RequestWords& words, const Principal& person, const TypedAccount& typed) const;
	AccountView::Preferences preferencesOf(const Tenant& tenant,
		const RequestWords& words,
		const directory::Person& person,
		const TypedAccount& typed) const;
	AccountView::Mobile mobileOf(const OwnMobile::View& own, const TypedAccount& typed) const;

	/// Fills the sections of the second factors and of the sessions.
	Result<> fillSafety(
		AccountView& view, const RequestWords& words, const Principal& person, const TypedAccount& typed) const;

	const Context& _context;
	const Pages& _pages;
	const directory::Directory& _directory;
	const OwnMobile& _mobile;
	const SecondFactors& _factors;
	const places::PlaceFinder* const _places;  // may be null
};

}
