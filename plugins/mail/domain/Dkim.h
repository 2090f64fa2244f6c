// Prepares a mail's signature (RFC 6376, relaxed/relaxed): what is hashed, what is signed, and the header field.
#pragma once
#include "sx/base.h"

#include <string>
#include <string_view>

namespace sx::mail {

/// Returns a body as its hash takes it (section 3.4.4). Lines end with CRLF.
std::string relaxedBody(std::string_view body);
/// Returns a header field as the signature takes it (section 3.4.2), without CRLF at its end. field: name, colon and
/// value, folded or not.
std::string relaxedField(std::string_view field);

/// Says whose signature it is, and from when.
struct Signer
{
	std::string domain, selector;
	Instant at{};
};

/// Holds a signature that lacks only its value. field: the header field up to `b=`; text: what the key signs.
struct Unsigned
{
	std::string field, text;
};

/// Returns what to sign of a whole mail. bodyHash: base64 of the SHA-256 of relaxedBody(bodyOf(mail)). `From` is named
/// once more than the mail has it, so that nobody can add a second one (section 8.15); `l=` is never used.
Unsigned toSign(std::string_view mail, const Signer& signer, std::string_view bodyHash);
/// Returns the part of a mail after its header.
std::string_view bodyOf(std::string_view mail);
/// Returns the complete field, with CRLF. value: base64 of the signature.
std::string signatureField(const Unsigned& prepared, std::string_view value);

/// Returns the name of the TXT record that holds a key: "sx20261128._domainkey.example.com".
std::string recordNameOf(std::string_view selector, std::string_view domain);
/// Tells whether a text can be a selector: one label of lower-case letters, digits and hyphens.
bool isSelector(std::string_view selector);

}
