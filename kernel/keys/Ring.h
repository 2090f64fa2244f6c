// One state of the key ring: the keys of the files and those derived from them. Never changes once made.
#pragma once
#include "kernel/keys/MasterFile.h"

#include <memory>

namespace sx::keys {

/// What one master key gives: a key per use (HKDF-SHA-512, RFC 5869), so that a seal and a mac never share one.
struct DerivedKeys
{
	SecureBytes sealing;  // 32
	SecureBytes mac;      // 32
};

/// @param output  bytes wanted. Source: RFC 5869.
SecureBytes hkdfSha512(const SecureBytes& secret, std::string_view salt, std::string_view info, std::size_t output);

class Ring
{
public:
	static constexpr std::size_t kIdBytes = 4;
	static constexpr std::size_t kSaltBytes = 24;
	static constexpr std::size_t kTagBytes = 16;
	static constexpr std::size_t kHeadBytes = 1 + kIdBytes + kSaltBytes;
	static constexpr std::size_t kMacBytes = kIdBytes + 32;

	explicit Ring(MasterKeys masters);

	const MasterKeys& masters() const noexcept { return _masters; }
	/// nullptr: unknown or retired. raw: the 4 bytes of the id.
	const DerivedKeys* find(std::string_view raw) const;
	/// True when the id is in the file, retired or not.
	bool knows(std::string_view raw) const;

	/// 0x01 | key id (4) | salt (24) | ciphertext | tag (16). The key and the nonce of this one value come from the
	/// salt, so that no count of values makes a nonce repeat. Associated data: the head and the identity.
	Bytes seal(std::string_view identity, std::string_view plaintext) const;
	Result<Secret> open(std::string_view identity, const Bytes& sealed) const;
	Bytes mac(std::string_view purpose, std::string_view data) const;
	bool matches(std::string_view purpose, std::string_view data, const Bytes& mac) const;

private:
	MasterKeys _masters;
	std::map<std::string, DerivedKeys, std::less<>> _derived;  // by raw id
	std::string _current;                                      // raw id
};

/// The raw id within a sealed value; empty when it is none.
std::string_view rawIdOf(const Bytes& sealed) noexcept;

/// The deployment's Ed25519 key.
struct SigningKey
{
	SecureBytes seed;       // 32
	std::string publicKey;  // 32
};
SigningKey makeSigningKey(SecureBytes seed);
/// Text of FILE.signing.
std::string writeSigningKey(const SigningKey& key, const Ring& ring);
/// Errors: Invalid, Internal.
Result<SigningKey> parseSigningKey(std::string_view text, const Ring& ring);
std::string signWith(const SigningKey& key, std::string_view data);
bool verifies(std::string_view data, std::string_view signature, std::string_view publicKey);

}
