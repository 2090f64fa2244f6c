// Writes the mail that brings a sign-in link.
#pragma once
#include "sx/directory/Directory.h"
#include "sx/mail/Outbox.h"

#include <string>

namespace sx::auth {

/// Writes the mail in the person's language. token: the link's secret. life: how long the link works, as the mail says.
/// Errors: Internal (a template).
Result<mail::Mail> signInMail(const Pages& pages,
	const Tenant& tenant,
	const directory::Person& person,
	const std::string& token,
	std::chrono::seconds life);

}
