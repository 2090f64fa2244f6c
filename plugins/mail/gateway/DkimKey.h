// Makes and uses the keys that sign mails, with Botan, whose headers only the .cpp includes.
#pragma once
#include "sx/mail/Signing.h"

#include <string>
#include <string_view>

namespace sx::mail {

/// Makes a key. Errors: Internal. [any thread; takes up to a second]
Result<SigningKeys::Made> makeKey() noexcept;
/// Returns the text of a key's TXT record. Errors: Invalid (no RSA key of 2,048 bits or more in PKCS#8).
Result<std::string> recordOf(std::string_view secret) noexcept;
/// Returns a mail with its signature in front. at: the moment of the signature. Errors: Internal. [any thread]
Result<std::string> signedMail(const std::string& mail, const SigningKey& key, Instant at) noexcept;
/// Writes a new file that only its owner may read. Errors: Conflict (there is one), Unavailable.
Result<> writeNewFile(const std::string& path, std::string_view content) noexcept;

}
