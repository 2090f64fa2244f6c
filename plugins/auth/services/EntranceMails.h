// Writes the mails and texts about second factors and new devices.
#pragma once
#include "sx/directory/Directory.h"
#include "sx/mail/Outbox.h"
#include "sx/sms/Sms.h"
#include "sx/wording.h"

#include <string>

namespace sx::auth {

/// Describes a sign-in for its person. agent: what the browser says of itself. place: a city or a country; empty:
/// unknown.
struct SignInSeen
{
	std::string agent, address;
	Instant at{};
	std::string place{};
};

/// Names a device: "Firefox on Windows". agent: its User-Agent.
std::string deviceName(const Pages& pages, const Language& language, std::string_view agent);

/// Tells a person that somebody signed in with a device that they have not used before. Errors: Internal (a template).
Result<mail::Mail> newDeviceMail(
	const Wording& wording, const Tenant& tenant, const directory::Person& person, const SignInSeen& seen);
/// Brings the code of a sign-in that began by SMS. Errors: as above.
Result<mail::Mail> secondCodeMail(const Wording& wording,
	const Tenant& tenant,
	const directory::Person& person,
	const std::string& code,
	std::chrono::minutes life);
/// Brings the code of a sign-in that began by mail.
sms::Text secondCodeText(const Wording& wording,
	const Tenant& tenant,
	const directory::Person& person,
	const std::string& mobile,
	const std::string& code,
	std::chrono::minutes life);
/// Tells a person that an administrator ended their second factors. Errors: as above.
Result<mail::Mail> factorsResetMail(const Wording& wording, const Tenant& tenant, const directory::Person& person);

}
