// Holds one immutable state of the key ring: the keys of the files and the keys derived from them.
#pragma once
#include "kernel/keys/MasterFile.h"

#include <memory>
#include <optional>

namespace sx::keys {

/// Holds the keys derived from one master key (HKDF-SHA-512, RFC 5869): one per use, so that seals and MACs never share
/// a key.
struct DerivedKeys
{
	SecureBytes sealing;  // 32 bytes
	SecureBytes mac;      // 32 bytes
};

/// Derives a key with HKDF-SHA-512. @param output  its length in bytes. Source: RFC 5869.
SecureBytes hkdfSha512(const SecureBytes& secret, std::string_view salt, std::string_view info, std::size_t output);

class Ring
{
public:
	static constexpr std::size_t kIdBytes = 4;
	static constexpr std::size_t kSaltBytes = 24;
	static constexpr std::size_t kTagBytes = 16;
	static constexpr std::size_t kHeadBytes = 1 + kIdBytes + kSaltBytes;
	static constexpr std::size_t kDayBytes = 4;
	static constexpr std::size_t kMacBytes = kIdBytes + 32;

	explicit Ring(MasterKeys masters);

	const MasterKeys& masters() const noexcept { return _masters; }
	/// Returns the keys of an id, or nullptr when it is unknown or retired. raw: the 4 bytes of the id.
	const DerivedKeys* find(std::string_view raw) const;
	/// Tells whether the id is in the file, retired or not.
	bool knows(std::string_view raw) const;

	/// Seals a value: 0x01 | key id (4) | salt (24) | ciphertext | tag (16). Each value has its own key and nonce, both
	/// derived from its random salt, so that a nonce is never reused however many values are sealed. Associated data:
	/// the head (all before the ciphertext) and the identity.
	Bytes seal(std::string_view identity, std::string_view plaintext) const;
	Result<Secret> open(std::string_view identity, const Bytes& sealed) const;
	/// Seals a value under a day's key as well: 0x02 | key id (4) | day since 1970 (4, big-endian) | salt (24) |
	/// ciphertext | tag (16). The cipher's key is derived from both keys together.
	Bytes sealUntil(
		std::uint32_t day, const SecureBytes& dayKey, std::string_view identity, std::string_view plaintext) const;
	/// Opens what sealUntil() made. Errors: Internal.
	Result<Secret> openUntil(const SecureBytes& dayKey, std::string_view identity, const Bytes& sealed) const;
	Bytes mac(std::string_view purpose, std::string_view data) const;
	bool matches(std::string_view purpose, std::string_view data, const Bytes& mac) const;

private:
	Bytes sealBehind(
		std::string head, const SecureBytes* dayKey, std::string_view identity, std::string_view plaintext) const;
	Result<Secret> openBehind(
		std::size_t headBytes, const SecureBytes* dayKey, std::string_view identity, const Bytes& sealed) const;

	MasterKeys _masters;
	std::map<std::string, DerivedKeys, std::less<>> _derived;  // by raw id
	std::string _current;                                      // raw id
};

/// Returns the raw id of the key that sealed a value; empty when the bytes are not a sealed value.
std::string_view rawIdOf(const Bytes& sealed) noexcept;
/// Returns the day, counted from 1970, whose key sealed a value as well; nullopt: none did.
std::optional<std::uint32_t> dayOf(const Bytes& sealed) noexcept;

/// Holds the deployment's Ed25519 key.
struct SigningKey
{
	SecureBytes seed;       // 32 bytes
	std::string publicKey;  // 32 bytes
};
SigningKey makeSigningKey(SecureBytes seed);
/// Writes the text of FILE.signing, with the seed sealed under the current key.
std::string writeSigningKey(const SigningKey& key, const Ring& ring);
/// Reads the text of FILE.signing. Errors: Invalid, Internal.
Result<SigningKey> parseSigningKey(std::string_view text, const Ring& ring);
std::string signWith(const SigningKey& key, std::string_view data);
bool verifies(std::string_view data, std::string_view signature, std::string_view publicKey);

}
