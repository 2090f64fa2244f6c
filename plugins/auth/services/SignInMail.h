// Writes the mail and the text that bring a sign-in link.
#pragma once
#include "sx/directory/Directory.h"
#include "sx/mail/Outbox.h"
#include "sx/sms/Sms.h"
#include "sx/wording.h"

#include <string>

namespace sx::auth {

/// Holds what lets the person in. token: the link's secret. code: typed on another device. life: how long both work, as
/// the mail says. language: the mail's.
struct MailedLink
{
	std::string token, code;
	std::chrono::seconds life{};
	Language language;
};

/// Writes the mail. Errors: Internal (a template).
Result<mail::Mail> signInMail(
	const Wording& wording, const Tenant& tenant, const directory::Person& person, const MailedLink& link);
/// Writes the text that brings the same to a mobile.
sms::Text signInText(const Wording& wording,
	const Tenant& tenant,
	const directory::Person& person,
	const std::string& mobile,
	const MailedLink& link);

}
