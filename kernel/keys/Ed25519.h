// Signs packages with a key of their publisher. KeyRing holds the deployment's own signing key.
#pragma once
#include "sx/base.h"

namespace sx::keys {

/// Holds an Ed25519 key: a seed of 32 bytes and a public key of 32 bytes.
struct SigningPair
{
	Secret seed;
	Bytes publicKey;
};

/// Generates a key from the system's random generator.
SigningPair makeSigningPair();
/// Derives the public key from a seed. Precondition: the seed has 32 bytes.
SigningPair signingPairOf(Secret seed);
/// Returns the signature, 64 bytes. Source: RFC 8032 (pure).
Bytes signEd25519(const SigningPair& pair, std::string_view data);
Bytes sha256(std::string_view data);

}
