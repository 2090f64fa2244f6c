// A mail on its way, and who takes it.
#pragma once
#include "sx/mail/Outbox.h"

#include <string>
#include <string_view>

namespace mail {

struct Letter
{
	sx::TenantId tenant;
	std::string id;  // of its outbox row
	sx::Instant made{};
	sx::mail::Mail mail;
	std::string medium = "mail";  // in the postbox only: "sms" has recipient, sender (fromName) and text
};

/// As it is sealed: everything but tenant, id and time.
sx::Value toValue(const sx::mail::Mail& mail);
sx::mail::Mail toMail(const sx::Value& value);

/// Takes mails: a mail server, or the postbox. [a job thread]
class Driver
{
public:
	virtual ~Driver() = default;
	/// Success: taken, so it is somebody else's now. Must bear to be asked again for the same letter.
	/// Errors: Invalid (refused for good), others (try again later).
	virtual sx::Result<> deliver(const Letter& letter) noexcept = 0;
	/// Whether mails would leave now; at most 2 s.
	virtual sx::Result<> check() noexcept = 0;
};

/// Links of a text, each once, in their order: what the postbox offers to open.
std::vector<std::string> findLinks(std::string_view text);
/// Codes that stand alone on a line: five to eight capitals and digits, one hyphen or space allowed inside.
std::vector<std::string> findCodes(std::string_view text);
/// Codes of a text message: four to eight digits in a row, or two groups of three.
std::vector<std::string> findDigits(std::string_view text);

}
