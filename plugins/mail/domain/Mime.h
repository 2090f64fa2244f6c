// Writes a mail as RFC 5322 and MIME require it: takes plain text, returns bytes with CRLF line ends.
#pragma once
#include "sx/mail/Outbox.h"

#include <string>
#include <string_view>

namespace sx::mail {

/// Tells whether a text is an ASCII address that needs no quotes in an SMTP command (RFC 5321, section 4.1.2); 254
/// bytes at most.
bool isAddress(std::string_view address);
/// Returns what follows the @ of an address.
std::string_view domainOf(std::string_view address);
bool isUtf8(std::string_view text);

/// Encodes a header's text: unchanged if it is short printable ASCII, otherwise as RFC 2047 encoded words, folded so
/// that no line exceeds 76 columns. firstColumn: how many columns precede the text on its line.
std::string encodeHeaderText(std::string_view text, std::size_t firstColumn);
/// Encodes a mailbox: `"Camille Roy" <camille@example.com>`, with the name quoted or encoded.
std::string encodeMailbox(const Mailbox& mailbox, std::size_t firstColumn);
/// Encodes a text as quoted-printable (RFC 2045, section 6.7), with lines of 76 columns at most and the text's line
/// ends as CRLF. No line begins with a dot or with "From ".
std::string quotedPrintable(std::string_view text);

/// Formats a time for the Date header: "Tue, 24 Nov 2026 15:00:00 +0000".
std::string mailDate(Instant at);

/// Holds what a mail needs besides its content. The same values give the same bytes, so that a mail that was sent twice
/// can be recognized.
struct Stamp
{
	std::string id;  // the outbox row's id; becomes the Message-ID
	Instant at{};
	Mailbox sender;         // the deployment's sending address and name
	Mailbox from{};         // of a company or person, in whose name it leaves; empty address: the sender's
	bool isRelayed = true;  // false: the author's own server sends it, so that no Sender stands beside From
};

/// Holds the picture that HTML shows at `cid:logo`.
struct Logo
{
	std::string contentType, bytes;
};
/// Is how HTML names the picture.
inline constexpr std::string_view kLogoReference = "cid:logo";
/// Encodes bytes as base64 in one line.
std::string base64Text(std::string_view bytes);

/// Validates a mail. Errors: Invalid, with the field: not an address, a control character in a header, a header that is
/// too long, no text, not UTF-8.
Result<> check(const Mail& mail);
/// Writes the whole mail: headers, then the text alone, or text and HTML as multipart/alternative; the HTML with its
/// logo as multipart/related, if there is one and the HTML shows it. Precondition: check() succeeded.
std::string compose(const Mail& mail, const Stamp& stamp, const Logo* logo = nullptr);

}
