// Signatures with a key of one's own: of packages, not of the deployment (that one is KeyRing's).
#pragma once
#include "sx/base.h"

namespace sx::keys {

/// An Ed25519 key: 32 bytes of seed, 32 of public key.
struct SigningPair
{
	Secret seed;
	Bytes publicKey;
};

/// A new one, from the system's generator.
SigningPair makeSigningPair();
/// The pair of a seed. Precondition: 32 bytes.
SigningPair signingPairOf(Secret seed);
/// 64 bytes. Source: RFC 8032 (pure).
Bytes signEd25519(const SigningPair& pair, std::string_view data);
Bytes sha256(std::string_view data);

}
