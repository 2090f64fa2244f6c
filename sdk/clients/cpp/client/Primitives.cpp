#include "client/Primitives.h"
#include "client/IcuText.h"

#include <vector>

#include <botan/aead.h>
#include <botan/argon2.h>
#include <botan/base64.h>
#include <botan/ed25519.h>
#include <botan/hash.h>
#include <botan/hex.h>
#include <botan/kdf.h>
#include <botan/mem_ops.h>
#include <botan/pubkey.h>
#include <botan/system_rng.h>

#include <unicode/normalizer2.h>

namespace sx::client {

namespace {

const std::uint8_t* data(std::string_view bytes) noexcept
{
	return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

}

SecretBytes randomBytes(std::size_t count)
{
	SecretBytes bytes(count);
	Botan::system_rng().randomize(bytes.data(), bytes.size());
	return bytes;
}

SecretBytes hkdf(const SecretBytes& ikm, std::string_view salt, std::string_view info)
{
	const auto kdf = Botan::KDF::create_or_throw("HKDF(SHA-256)");
	return kdf->derive_key(32, ikm.data(), ikm.size(), data(salt), salt.size(), data(info), info.size());
}

std::string sha256(std::string_view bytes)
{
	const auto hash = Botan::HashFunction::create_or_throw("SHA-256");
	hash->update(data(bytes), bytes.size());
	std::string out(32, '\0');
	hash->final(reinterpret_cast<std::uint8_t*>(out.data()));
	return out;
}

SecretBytes argon2id(std::string_view password, std::string_view salt, std::uint32_t memoryKib, std::uint16_t passes)
{
	constexpr std::uint8_t kArgon2id = 2;
	SecretBytes out(32);
	Botan::Argon2(kArgon2id, memoryKib, passes, 1)
		.derive_key(out.data(), out.size(), password.data(), password.size(), data(salt), salt.size());
	return out;
}

std::string normalised(std::string_view text)
{
	UErrorCode status = U_ZERO_ERROR;
	const auto* nfkc = icu::Normalizer2::getNFKCInstance(status);
	if (U_FAILURE(status)) throw ClientError(Failure::Local, "the Unicode library has no NFKC data");
	const auto source = icuText(text);
	if (source.indexOf(char16_t{0xfffd}) >= 0) throw ClientError(Failure::Usage, "the text is not valid UTF-8");
	auto out = utf8Of(nfkc->normalize(source, status));
	if (U_FAILURE(status)) throw ClientError(Failure::Usage, "the text cannot be normalised");
	return out;
}

std::string gcmSeal(const SecretBytes& key, std::string_view nonce, std::string_view aad, std::string_view plaintext)
{
	const auto cipher = Botan::AEAD_Mode::create_or_throw("AES-256/GCM", Botan::ENCRYPTION);
	cipher->set_key(key);
	cipher->set_associated_data(data(aad), aad.size());
	cipher->start(data(nonce), nonce.size());
	SecretBytes buffer = secret(plaintext);
	cipher->finish(buffer);
	return std::string(view(buffer));
}

std::string gcmOpen(const SecretBytes& key, std::string_view nonce, std::string_view aad, std::string_view sealed)
try
{
	if (sealed.size() < 16) throw ClientError(Failure::Damaged, "sealed data is cut short");
	const auto cipher = Botan::AEAD_Mode::create_or_throw("AES-256/GCM", Botan::DECRYPTION);
	cipher->set_key(key);
	cipher->set_associated_data(data(aad), aad.size());
	cipher->start(data(nonce), nonce.size());
	SecretBytes buffer = secret(sealed);
	cipher->finish(buffer);
	return std::string(view(buffer));
}
catch (const Botan::Invalid_Authentication_Tag&)
{
	throw ClientError(Failure::Damaged, "sealed data was changed, or the key is another");
}

bool equalSecrets(std::string_view left, std::string_view right) noexcept
{
	return left.size() == right.size() && Botan::constant_time_compare(data(left), data(right), left.size());
}

std::string toBase64Url(std::string_view bytes)
{
	std::string text = Botan::base64_encode(data(bytes), bytes.size());
	while (!text.empty() && text.back() == '=') text.pop_back();
	for (char& c: text) c = c == '+' ? '-' : c == '/' ? '_' : c;
	return text;
}

std::string fromBase64Url(std::string_view text)
{
	std::string padded;
	for (char c: text)
	{
		if (!isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_')
			throw ClientError(Failure::Usage, "not base64url");
		padded += c == '-' ? '+' : c == '_' ? '/' : c;
	}
	if (padded.size() % 4 == 1) throw ClientError(Failure::Usage, "not base64url: impossible length");
	padded.append((4 - padded.size() % 4) % 4, '=');
	const auto bytes = Botan::base64_decode(padded);
	std::string out(bytes.begin(), bytes.end());
	if (toBase64Url(out) != text) throw ClientError(Failure::Usage, "not base64url: bits left over");
	return out;
}

std::string toHex(std::string_view bytes) { return Botan::hex_encode(data(bytes), bytes.size(), false); }

bool verifyEd25519(std::string_view publicKey, std::string_view message, std::string_view signature) noexcept
try
{
	if (publicKey.size() != 32 || signature.size() != 64) return false;
	const Botan::Ed25519_PublicKey key(std::vector<std::uint8_t>(publicKey.begin(), publicKey.end()));
	Botan::PK_Verifier verifier(key, "Pure");
	return verifier.verify_message(data(message), message.size(), data(signature), signature.size());
}
catch (const std::exception&)
{
	return false;
}

std::string bigEndian16(std::uint16_t value) { return {static_cast<char>(value >> 8), static_cast<char>(value)}; }

std::string bigEndian32(std::uint32_t value)
{
	return {static_cast<char>(value >> 24),
		static_cast<char>(value >> 16),
		static_cast<char>(value >> 8),
		static_cast<char>(value)};
}

}
