// Handles the form on /account by which people choose their language and time zone.
#pragma once
#include "handlers/AccountPage.h"

namespace sx::auth {

/// Takes what the form sends; where it is wrong, shows /account again with it. [handlers' threads]
class PreferencesForm
{
public:
	PreferencesForm(const Pages& pages, directory::Directory& directory, const AccountPage& account):
		_pages(pages), _directory(directory), _account(account)
	{
	}
	static Routes<PreferencesForm> routes();

private:
	Result<Response> save(Request& request) const;

	const Pages& _pages;
	directory::Directory& _directory;
	const AccountPage& _account;
};

}
