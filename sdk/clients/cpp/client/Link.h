// Links: ORIGIN/m/TOKEN#k1_BASE64URL(L), and what mail programs, link protection and people make of them
// (sdk/vectors/links-v1.json).
#pragma once
#include "client/Primitives.h"

namespace sx::client {

/// Where a link points and what it opens.
struct Link
{
	std::string origin;  // "https://acme.example.com"
	std::string token;   // 22 characters
	SecretBytes secret;  // 32 bytes
};

/// Reads a link as people paste it: with blanks, soft breaks, brackets or a full stop around it, percent-encoded, or
/// wrapped by link protection. code: what was told by voice, where the link has no fragment (kind 2). Throws Usage,
/// saying what is missing.
Link parseLink(std::string_view text, std::string_view toldCode = {});

}
