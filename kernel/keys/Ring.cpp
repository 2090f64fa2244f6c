#include "kernel/keys/Ring.h"

#include "kernel/keys/Encoding.h"

#include <botan/aead.h>
#include <botan/ed25519.h>
#include <botan/kdf.h>
#include <botan/mac.h>
#include <botan/mem_ops.h>
#include <botan/pubkey.h>
#include <botan/system_rng.h>

namespace sx::keys {
namespace {

constexpr char kVersion = 1;
constexpr char kDayVersion = 2;
constexpr std::string_view kSigningIdentity = "sx.signing-key.1";

const std::uint8_t* raw(std::string_view text) noexcept { return reinterpret_cast<const std::uint8_t*>(text.data()); }

/// Makes an AES-256-GCM cipher with the key and nonce derived from the salt at the end of the head. dayKey: may be
/// null.
std::unique_ptr<Botan::AEAD_Mode> cipherFor(const DerivedKeys& keys,
	const SecureBytes* dayKey,
	std::string_view head,
	std::string_view identity,
	Botan::Cipher_Dir direction)
{
	auto secret = keys.sealing;
	if (dayKey) secret.insert(secret.end(), dayKey->begin(), dayKey->end());
	const auto material = hkdfSha512(
		secret, head.substr(head.size() - Ring::kSaltBytes), dayKey ? "sx.seal.2" : "sx.seal.1", 32 + 12);
	auto cipher = Botan::AEAD_Mode::create_or_throw("AES-256/GCM", direction);
	cipher->set_key(material.data(), 32);
	std::string associated(head);
	associated += identity;
	cipher->set_associated_data(raw(associated), associated.size());
	cipher->start(material.data() + 32, 12);
	return cipher;
}

std::string hmac(const SecureBytes& key, std::string_view purpose, std::string_view data)
{
	auto mac = Botan::MessageAuthenticationCode::create_or_throw("HMAC(SHA-256)");
	mac->set_key(key);
	// Put the length first, so that ("ab", "c") and ("a", "bc") give different MACs.
	mac->update_be(static_cast<std::uint64_t>(purpose.size()));
	mac->update(raw(purpose), purpose.size());
	mac->update(raw(data), data.size());
	std::string out(mac->output_length(), '\0');
	mac->final(reinterpret_cast<std::uint8_t*>(out.data()));
	return out;
}

}

SecureBytes hkdfSha512(const SecureBytes& secret, std::string_view salt, std::string_view info, std::size_t output)
{
	const auto hkdf = Botan::KDF::create_or_throw("HKDF(SHA-512)");
	return hkdf->derive_key(output, secret.data(), secret.size(), raw(salt), salt.size(), raw(info), info.size());
}

Ring::Ring(MasterKeys masters): _masters(std::move(masters))
{
	for (const auto& [id, key]: _masters.all)
	{
		const auto rawId = fromHex(id);
		if (!rawId || key.isRetired()) continue;
		_derived[rawId->value] = {
			hkdfSha512(key.bytes, {}, "sx.master.sealing", 32), hkdfSha512(key.bytes, {}, "sx.master.mac", 32)};
		if (id == _masters.current) _current = rawId->value;
	}
}

const DerivedKeys* Ring::find(std::string_view rawId) const
{
	const auto found = _derived.find(rawId);
	return found == _derived.end() ? nullptr : &found->second;
}

bool Ring::knows(std::string_view rawId) const { return _masters.all.contains(toHex(rawId)); }

Bytes Ring::seal(std::string_view identity, std::string_view plaintext) const
{
	return sealBehind(kVersion + _current, nullptr, identity, plaintext);
}

Bytes Ring::sealUntil(
	std::uint32_t day, const SecureBytes& dayKey, std::string_view identity, std::string_view plaintext) const
{
	auto head = kDayVersion + _current;
	for (int shift = 24; shift >= 0; shift -= 8) head += static_cast<char>(day >> shift & 0xff);
	return sealBehind(std::move(head), &dayKey, identity, plaintext);
}

Bytes Ring::sealBehind(
	std::string head, const SecureBytes* dayKey, std::string_view identity, std::string_view plaintext) const
{
	Bytes out{std::move(head)};
	const auto before = out.size();
	out.value.reserve(before + kSaltBytes + plaintext.size() + kTagBytes);
	out.value.resize(before + kSaltBytes);
	Botan::system_rng().randomize(reinterpret_cast<std::uint8_t*>(out.value.data()) + before, kSaltBytes);
	auto cipher = cipherFor(_derived.find(_current)->second, dayKey, out.value, identity, Botan::ENCRYPTION);
	SecureBytes buffer(raw(plaintext), raw(plaintext) + plaintext.size());
	cipher->finish(buffer);
	out.value.append(reinterpret_cast<const char*>(buffer.data()), buffer.size());
	return out;
}

Result<Secret> Ring::open(std::string_view identity, const Bytes& sealed) const
{
	if (dayOf(sealed)) return Error{Code::Internal, "sealed value: its day's key is needed"};
	return openBehind(kHeadBytes, nullptr, identity, sealed);
}

Result<Secret> Ring::openUntil(const SecureBytes& dayKey, std::string_view identity, const Bytes& sealed) const
{
	return openBehind(kHeadBytes + kDayBytes, &dayKey, identity, sealed);
}

Result<Secret> Ring::openBehind(
	std::size_t headBytes, const SecureBytes* dayKey, std::string_view identity, const Bytes& sealed) const
{
	const auto id = rawIdOf(sealed);
	if (id.empty()) return Error{Code::Internal, "sealed value: not one of ours"};
	const auto* keys = find(id);
	if (!keys)
		return Error{Code::Internal, "sealed value: key " + toHex(id) + (knows(id) ? " is retired" : " is unknown")};
	try
	{
		const auto head = std::string_view(sealed.value).substr(0, headBytes);
		auto cipher = cipherFor(*keys, dayKey, head, identity, Botan::DECRYPTION);
		SecureBytes buffer(raw(sealed.value) + headBytes, raw(sealed.value) + sealed.size());
		cipher->finish(buffer);
		return Secret(std::string(reinterpret_cast<const char*>(buffer.data()), buffer.size()));
	}
	catch (const Botan::Invalid_Authentication_Tag&)
	{
		return Error{Code::Internal, "sealed value: changed, or of another identity"};
	}
}

Bytes Ring::mac(std::string_view purpose, std::string_view data) const
{
	return {_current + hmac(_derived.find(_current)->second.mac, purpose, data)};
}

bool Ring::matches(std::string_view purpose, std::string_view data, const Bytes& mac) const
{
	if (mac.size() != kMacBytes) return false;
	const auto* keys = find(std::string_view(mac.value).substr(0, kIdBytes));
	if (!keys) return false;
	const auto expected = hmac(keys->mac, purpose, data);
	return Botan::constant_time_compare(raw(expected), raw(mac.value) + kIdBytes, expected.size());
}

std::string_view rawIdOf(const Bytes& sealed) noexcept
{
	if (sealed.value.empty() || (sealed.value[0] != kVersion && sealed.value[0] != kDayVersion)) return {};
	const auto head = Ring::kHeadBytes + (sealed.value[0] == kDayVersion ? Ring::kDayBytes : 0);
	if (sealed.size() < head + Ring::kTagBytes) return {};
	return std::string_view(sealed.value).substr(1, Ring::kIdBytes);
}

std::optional<std::uint32_t> dayOf(const Bytes& sealed) noexcept
{
	if (rawIdOf(sealed).empty() || sealed.value[0] != kDayVersion) return std::nullopt;
	std::uint32_t day = 0;
	for (std::size_t i = 0; i < Ring::kDayBytes; ++i)
		day = day << 8 | static_cast<unsigned char>(sealed.value[1 + Ring::kIdBytes + i]);
	return day;
}

SigningKey makeSigningKey(SecureBytes seed)
{
	const Botan::Ed25519_PrivateKey key(seed);
	const auto& shown = key.get_public_key();
	return {std::move(seed), std::string(shown.begin(), shown.end())};
}

std::string writeSigningKey(const SigningKey& key, const Ring& ring)
{
	const auto sealed = ring.seal(kSigningIdentity, {reinterpret_cast<const char*>(key.seed.data()), key.seed.size()});
	return "# Signing key (Ed25519) of a Secure Exchanges server, sealed under a master key; then its public key.\n"
		   "sealed " +
		toBase64Url(sealed.value) + "\npublic " + toBase64Url(key.publicKey) + "\n";
}

namespace {

Result<Bytes> lineOf(std::string_view text, std::string_view word)
{
	const auto start = text.find("\n" + std::string(word) + " ");
	if (start == std::string_view::npos) return Error{Code::Invalid, "signing key: wrong file"};
	text.remove_prefix(start + word.size() + 2);
	return fromBase64Url(text.substr(0, text.find('\n')));
}

}

Result<SigningKey> parseSigningKey(std::string_view text, const Ring& ring)
{
	auto sealed = lineOf(text, "sealed");
	if (!sealed) return sealed.error();
	auto seed = ring.open(kSigningIdentity, *sealed);
	if (!seed) return Error{seed.error().code, "signing key: " + seed.error().detail};
	if (seed->size() != 32) return Error{Code::Invalid, "signing key: wrong length"};
	auto key = makeSigningKey(SecureBytes(raw(seed->reveal()), raw(seed->reveal()) + 32));
	const auto shown = lineOf(text, "public");
	if (!shown || shown->value != key.publicKey)
		return Error{Code::Invalid, "signing key: the public key is another one"};
	return key;
}

std::string signWith(const SigningKey& key, std::string_view data)
{
	const Botan::Ed25519_PrivateKey secret(key.seed);
	Botan::PK_Signer signer(secret, Botan::system_rng(), "Pure");
	const auto signature = signer.sign_message(raw(data), data.size(), Botan::system_rng());
	return {signature.begin(), signature.end()};
}

bool verifies(std::string_view data, std::string_view signature, std::string_view publicKey)
{
	if (publicKey.size() != 32 || signature.size() != 64) return false;
	const Botan::Ed25519_PublicKey key(raw(publicKey), publicKey.size());
	Botan::PK_Verifier verifier(key, "Pure");
	return verifier.verify_message(raw(data), data.size(), raw(signature), signature.size());
}

}
