// A mail as RFC 5322 and MIME want it: pure text in, bytes with CRLF line ends out.
#pragma once
#include "sx/mail/Outbox.h"

#include <string>
#include <string_view>

namespace mail {

/// ASCII mailbox that travels unquoted in an SMTP command (RFC 5321, section 4.1.2); 254 bytes at most.
bool isAddress(std::string_view address);
bool isUtf8(std::string_view text);

/// One header's text. Plain when it is short printable ASCII, else RFC 2047 encoded words, folded so that no line
/// passes 76 columns; firstColumn is what stands before it on its line.
std::string encodeHeaderText(std::string_view text, std::size_t firstColumn);
/// `"Camille Roy" <camille@example.com>`, the name quoted or encoded.
std::string encodeMailbox(const sx::mail::Mailbox& mailbox, std::size_t firstColumn);
/// RFC 2045, section 6.7: lines of 76 at most, line ends of the text as CRLF. Neither a lone dot nor "From " can begin
/// a line.
std::string quotedPrintable(std::string_view text);

/// "Tue, 24 Nov 2026 15:00:00 +0000"
std::string mailDate(sx::Instant at);
/// "2026-11-24T15:00:00.000Z"
std::string isoTime(sx::Instant at);

/// What a mail needs besides its content; the same values give the same bytes, so that a mail sent twice is known as
/// one.
struct Stamp
{
	std::string id;  // of the outbox row; makes the Message-ID
	sx::Instant at{};
	sx::mail::Mailbox sender;  // the deployment's sending address and name
};

/// Whether a mail can be. Errors: Invalid, with the field: no address, a control character in a header, not UTF-8, too
/// long.
sx::Result<> check(const sx::mail::Mail& mail);
/// The whole mail: headers, and text alone or multipart/alternative with the HTML. Precondition: check() passed.
std::string compose(const sx::mail::Mail& mail, const Stamp& stamp);

}
