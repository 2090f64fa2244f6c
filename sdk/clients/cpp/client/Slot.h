// The slot of one grant: how a message key is wrapped for one recipient (sealing protocol, section 4).
#pragma once
#include "client/Primitives.h"

#include <optional>

namespace sx::client {

enum class GrantKind : std::uint8_t { Link = 1, ToldCode = 2, ToKey = 3 };

/// Of the header's flags: a code by SMS is asked for.
inline constexpr std::uint8_t kSmsFlag = 2;

/// Gates that the header names.
struct Gates
{
	bool password = false;
	bool sms = false;
	bool openingCode = false;
};

/// H: 64 bytes, all of which enter every key. Since: SDK 1.0
struct SlotHeader
{
	GrantKind kind = GrantKind::Link;
	Gates gates;
	std::uint32_t memoryKib = 0;  // of Argon2id; 0 without a password
	std::uint16_t passes = 0;
	std::string message;  // 16 bytes
	std::string grant;    // 16 bytes
	std::string salt;     // 16 bytes, random

	static constexpr std::size_t kBytes = 64;
	/// A header for a new slot: a random salt, and the default costs where there is a password.
	static SlotHeader make(std::string message, std::string grant, Gates gates);
	std::string bytes() const;
	/// Throws Damaged: unknown version, kind, flag or derivation, or costs outside 19–256 MiB, 2–10 passes, p=1.
	static SlotHeader parse(std::string_view bytes);
};

/// P: Argon2id of the password, or 32 zero bytes where the header has none. Costs about 0.2 s.
SecretBytes passwordKey(const SlotHeader& header, std::string_view password);
/// Shown to open: proves that the caller has the link. 32 bytes.
SecretBytes linkProof(const SecretBytes& linkSecret);
/// Shown to open: proves the password. 32 bytes.
SecretBytes passwordProof(const SlotHeader& header, const SecretBytes& passwordKey);

/// Wraps MK. linkSecret, share and passwordKey: 32 bytes each. nonce: random unless a test gives it.
std::string makeSlot(const SlotHeader& header,
	const SecretBytes& linkSecret,
	const SecretBytes& share,
	const SecretBytes& passwordKey,
	const SecretBytes& messageKey,
	std::optional<std::string> nonce = {});
/// Unwraps MK. Throws Damaged: the commitment differs (compared first) or the tag is wrong.
SecretBytes openSlot(
	std::string_view slot, const SecretBytes& linkSecret, const SecretBytes& share, const SecretBytes& passwordKey);

/// `k1_…`: the part of the link that never reaches the server.
std::string linkFragment(const SecretBytes& linkSecret);

/// L of a told code: 12 Crockford base32 symbols; dashes, spaces, case and look-alikes do not matter. Throws Usage.
SecretBytes toldCodeSecret(std::string_view token, std::string_view code);

}
