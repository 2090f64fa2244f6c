// Wraps the well-known constructions that sealing is made of (Botan), and text encodings. Decides no policy.
#pragma once
#include <botan/secmem.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sx::client {

using SecretBytes = Botan::secure_vector<std::uint8_t>;  // wiped when freed

/// Says why an operation failed. The command line turns each into an exit status. Since: SDK 1.0
enum class Failure {
	Usage,        // the request makes no sense
	Refused,      // used up, expired, destroyed, unknown
	WrongSecret,  // wrong code or password
	Unreachable,  // no connection
	Damaged,      // authentication failed: changed, cut, or not ours
	Local,        // a file on this machine
	Server,       // the server refused for another reason
	Incomplete,   // parts of a message are not on the server yet
	Limited,      // a sum is used up (quota_…); the text says until when
	Policy        // the company's rules ask for a protection that the message lacks
};

/// Reports every failure of this library; what() is English for a person, without secrets. Since: SDK 1.0
class ClientError: public std::runtime_error
{
public:
	ClientError(Failure failure, const std::string& what): std::runtime_error(what), _failure(failure) {}
	Failure failure() const noexcept { return _failure; }

private:
	Failure _failure;
};

/// Returns random bytes from the system's generator.
SecretBytes randomBytes(std::size_t count);

/// Derives 32 bytes by HKDF-SHA-256 (RFC 5869).
SecretBytes hkdf(const SecretBytes& ikm, std::string_view salt, std::string_view info);

/// Returns the 32 bytes of SHA-256.
std::string sha256(std::string_view data);

/// Derives 32 bytes by Argon2id 1.3 (RFC 9106), p=1. The caller checks memoryKib and passes.
SecretBytes argon2id(std::string_view password, std::string_view salt, std::uint32_t memoryKib, std::uint16_t passes);

/// Normalises UTF-8 text to NFKC. Throws Usage if it is not UTF-8.
std::string normalised(std::string_view text);

/// Seals with AES-256-GCM: the nonce has 12 bytes; the tag of 16 bytes comes last.
std::string gcmSeal(const SecretBytes& key, std::string_view nonce, std::string_view aad, std::string_view plaintext);
/// Opens what gcmSeal() made. Throws Damaged.
std::string gcmOpen(const SecretBytes& key, std::string_view nonce, std::string_view aad, std::string_view sealed);

/// Compares in constant time if lengths are equal.
bool equalSecrets(std::string_view left, std::string_view right) noexcept;

/// Encodes as base64url without padding (RFC 4648, section 5).
std::string toBase64Url(std::string_view bytes);
/// Decodes base64url. Throws Usage: other characters, impossible length, bits left over.
std::string fromBase64Url(std::string_view text);
std::string toHex(std::string_view bytes);

/// Verifies an Ed25519 signature (RFC 8032). Returns false for anything that does not verify.
bool verifyEd25519(std::string_view publicKey, std::string_view data, std::string_view signature) noexcept;

std::string bigEndian16(std::uint16_t value);
std::string bigEndian32(std::uint32_t value);

inline std::string_view view(const SecretBytes& bytes) noexcept
{
	return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline SecretBytes secret(std::string_view bytes) { return SecretBytes(bytes.begin(), bytes.end()); }

}
