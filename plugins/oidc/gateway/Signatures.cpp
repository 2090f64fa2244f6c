#include "gateway/Signatures.h"

#include <botan/bigint.h>
#include <botan/ec_group.h>
#include <botan/ecdsa.h>
#include <botan/pubkey.h>
#include <botan/rsa.h>

#include <memory>

namespace sx::oidc {

namespace {

constexpr std::size_t kLeastBits = 2048, kMostBits = 8192;  // RFC 7518, section 3.3; a larger key only costs time

Error wrong(const char* why) { return refused(Code::Denied, "signature", std::string("ID token: ") + why); }

Botan::BigInt numberOf(const Bytes& bytes)
{
	return Botan::BigInt(reinterpret_cast<const std::uint8_t*>(bytes.value.data()), bytes.size());
}

Result<std::unique_ptr<Botan::Public_Key>> keyOf(const PublicKey& key)
{
	if (key.isEllipticCurve)
	{
		const Botan::EC_Group group("secp256r1");
		if (key.x.size() != 32 || key.y.size() != 32) return wrong("a key of another curve");
		const auto point = group.point(numberOf(key.x), numberOf(key.y));
		if (!point.on_the_curve() || point.is_zero()) return wrong("a key off its curve");
		return std::unique_ptr<Botan::Public_Key>(std::make_unique<Botan::ECDSA_PublicKey>(group, point));
	}
	const auto modulus = numberOf(key.modulus), exponent = numberOf(key.exponent);
	if (modulus.bits() < kLeastBits || modulus.bits() > kMostBits) return wrong("a key of another size");
	if (exponent.bits() > 64 || exponent < 3 || exponent.is_even()) return wrong("a key with a wrong exponent");
	return std::unique_ptr<Botan::Public_Key>(std::make_unique<Botan::RSA_PublicKey>(modulus, exponent));
}

}

Result<> verify(
	const PublicKey& key, const std::string& algorithm, std::string_view signedText, const Bytes& signature) noexcept
try
{
	if (key.isEllipticCurve != (algorithm == "ES256")) return wrong("a key of another kind");
	auto made = keyOf(key);
	if (!made) return made.error();
	const char* padding = algorithm == "ES256" ? "EMSA1(SHA-256)"
		: algorithm == "PS256"                 ? "EMSA4(SHA-256,MGF1,32)"
											   : "EMSA3(SHA-256)";
	Botan::PK_Verifier verifier(**made, padding, Botan::IEEE_1363);
	verifier.update(reinterpret_cast<const std::uint8_t*>(signedText.data()), signedText.size());
	if (verifier.check_signature(reinterpret_cast<const std::uint8_t*>(signature.value.data()), signature.size()))
		return {};
	return wrong("the signature is wrong");
}
catch (const std::exception& e)
{
	return wrong(e.what());
}

}
