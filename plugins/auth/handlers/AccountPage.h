// Handles /account, which shows who is signed in, their mobile, and the protection of replies by it.
#pragma once
#include "handlers/AccountView.h"
#include "services/OwnMobile.h"
#include "sx/routes.h"
#include "sx/views.h"

#include <optional>

namespace sx::auth {

/// Holds what a person typed into the forms of /account, and what is wrong with it: translated, empty if nothing is.
struct TypedMobile
{
	std::optional<std::string> number, country;
	std::string code, numberError, codeError, repliesError;
	bool isStale = false;  // the session is too old for the change
};

/// Renders /account. [handlers' threads]
class AccountPage
{
public:
	AccountPage(const Pages& pages, const OwnMobile& mobile): _pages(pages), _mobile(mobile) {}
	static Routes<AccountPage> routes();

	/// Renders the page with what was typed. status: 200, or that of the error it shows.
	Result<Response> render(const Request& request, const TypedMobile& typed, int status) const;

private:
	Result<Response> show(Request& request) const { return render(request, {}, 200); }
	/// Fills the sections of the mobile and of the replies.
	Result<> fill(
		AccountView& view, const RequestWords& words, const Principal& person, const TypedMobile& typed) const;
	AccountView::Mobile mobileOf(const OwnMobile::View& own, const TypedMobile& typed) const;

	const Pages& _pages;
	const OwnMobile& _mobile;
};

}
