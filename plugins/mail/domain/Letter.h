// Defines a mail on its way, and the driver that takes it.
#pragma once
#include "domain/Mime.h"
#include "sx/mail/Signing.h"

#include <memory>
#include <string>
#include <string_view>

namespace sx::mail {

/// Is the medium of mails; another plugin's texts in the postbox have its word.
inline constexpr std::string_view kMail = "mail";

/// Says as whom a mail leaves.
struct Departure
{
	Mailbox from{};                           // empty address: the deployment's
	std::string returnPath{};                 // where bounces go; empty: the deployment's sending address
	std::shared_ptr<const SigningKey> key{};  // signs it; null: the deployment's key, for the deployment's From only
	std::shared_ptr<const Logo> logo{};       // what the HTML shows at `cid:logo`; null: nothing
};

/// Holds a mail with what identifies it.
struct Letter
{
	TenantId tenant;
	std::string id;  // the outbox row's id
	Instant made{};
	Mail mail;
	Departure departure{};
	std::string medium{kMail};  // another one only in the postbox: a text, with recipient, sender (fromName) and text
};

/// Converts a mail to the form that is sealed, without tenant, id and time.
Value toValue(const Mail& mail);
Mail toMail(const Value& value);
/// Converts a mail to the form that the postbox seals, with its From.
Value toValue(const Letter& letter);
/// Reads as whom a letter of the postbox would have left; without key.
Departure toDeparture(const Value& value);

/// Takes mails, as a mail server or the postbox does. [a job thread]
class Driver
{
public:
	virtual ~Driver() = default;
	/// Delivers a letter; on success the driver is responsible for it. May be called again for the same letter.
	/// Errors: Invalid (refused permanently), others (retry later).
	virtual Result<> deliver(const Letter& letter) noexcept = 0;
	/// Checks whether mails would leave now; takes at most 2 s.
	virtual Result<> check() noexcept = 0;
};

/// Finds the links of a text, each once, in their order; the postbox offers to open them.
std::vector<std::string> findLinks(std::string_view text);
/// Finds codes that are alone on a line: five to eight capitals and digits, at least one digit, with at most one hyphen
/// or space between them.
std::vector<std::string> findCodes(std::string_view text);
/// Finds the codes of a text message: four to eight digits in a row, or two groups of three.
std::vector<std::string> findDigits(std::string_view text);

}
