// Reads links, ORIGIN/m/TOKEN#k1_BASE64URL(L), as mail programs, link protection and people alter them
// (sdk/vectors/links-v1.json).
#pragma once
#include "client/Primitives.h"

namespace sx::client {

/// Holds where a link points and the secret that opens it.
struct Link
{
	std::string origin;  // "https://acme.example.com"
	std::string token;   // 22 characters
	SecretBytes secret;  // 32 bytes
};

/// Reads a link as people paste it: with blanks, soft breaks, brackets or a full stop around it, percent-encoded, or
/// wrapped by link protection. toldCode: the code told by voice, for a link without a fragment (kind 2). Throws Usage,
/// which says what is missing.
Link parseLink(std::string_view text, std::string_view toldCode = {});

}
