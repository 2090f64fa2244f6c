// Defines the rules of second factors: codes of an authenticator app, and recovery codes.
#pragma once
#include "sx/base.h"

#include <array>
#include <chrono>
#include <string>
#include <string_view>

namespace sx::auth {

inline constexpr std::chrono::seconds kTotpStep{30};
inline constexpr std::size_t kTotpDigits = 6;
inline constexpr std::size_t kTotpSecretBytes = 20;  // as long as SHA-1's output (RFC 4226, section 4)

/// Returns the steps whose codes are accepted at a moment: the current one and its neighbours, because the clocks of
/// telephones differ.
std::array<std::int64_t, 3> totpSteps(Instant now);

/// Encodes a secret as people type it into an app: base32 (RFC 4648) without padding.
std::string toBase32(std::string_view bytes);
/// Writes a text in groups of four, for people who copy it.
std::string inFours(std::string_view text);

/// Returns the address that an authenticator app reads from a QR code. secret: base32.
std::string otpauthUri(std::string_view company, std::string_view address, std::string_view secret);

/// Holds a code that lets a person in once if they have lost every other factor: 49 random bits.
struct RecoveryCode
{
	static constexpr std::string_view kAlphabet = "ABCDEFGHJKMNPQRSTVWXYZ23456789";
	static constexpr std::size_t kLength = 10;
	static constexpr int kCount = 10;  // codes that a person gets at once
	/// Writes a code as people read it: "ABCDE-FGHJK".
	static std::string shown(std::string_view code);
	/// Returns the code that a person typed: in capitals, without spaces and hyphens. Empty: it cannot be one.
	static std::string typed(std::string_view text);
};

}
