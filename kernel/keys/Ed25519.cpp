#include "kernel/keys/Ed25519.h"

#include "kernel/keys/Ring.h"

#include <botan/hash.h>
#include <botan/system_rng.h>

namespace sx::keys {

namespace {

SigningKey keyOf(const Secret& seed)
{
	const auto* bytes = reinterpret_cast<const std::uint8_t*>(seed.reveal().data());
	return makeSigningKey(SecureBytes(bytes, bytes + seed.size()));
}

}

SigningPair makeSigningPair()
{
	const auto bytes = Botan::system_rng().random_vec(32);
	return signingPairOf(Secret(std::string(bytes.begin(), bytes.end())));
}

SigningPair signingPairOf(Secret seed)
{
	Bytes publicKey{keyOf(seed).publicKey};
	return {std::move(seed), std::move(publicKey)};
}

Bytes signEd25519(const SigningPair& pair, std::string_view data) { return Bytes{signWith(keyOf(pair.seed), data)}; }

Bytes sha256(std::string_view data)
{
	auto hash = Botan::HashFunction::create_or_throw("SHA-256");
	hash->update(reinterpret_cast<const std::uint8_t*>(data.data()), data.size());
	const auto out = hash->final();
	return Bytes{std::string(out.begin(), out.end())};
}

}
