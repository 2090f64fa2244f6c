// Makes and opens the slot of one grant, which wraps a message key for one recipient (sealing protocol, section 4).
#pragma once
#include "client/Primitives.h"

#include <optional>

namespace sx::client {

enum class GrantKind : std::uint8_t { Link = 1, ToldCode = 2, ToKey = 3 };

/// Are the flags of the header that ask for a code by SMS, and for the opening code of the mail.
inline constexpr std::uint8_t kSmsFlag = 2, kCodeFlag = 4;

/// Lists the gates that the header names.
struct Gates
{
	bool password = false;
	bool sms = false;
	bool openingCode = false;
};

/// Holds H: 64 bytes, all of which enter every key. Since: SDK 1.0
struct SlotHeader
{
	GrantKind kind = GrantKind::Link;
	Gates gates;
	std::uint32_t memoryKib = 0;  // for Argon2id; 0 without a password
	std::uint16_t passes = 0;
	std::string message;  // 16 bytes
	std::string grant;    // 16 bytes
	std::string salt;     // 16 bytes, random

	static constexpr std::size_t kBytes = 64;
	/// Makes a header for a new slot: a random salt, and the default costs if there is a password.
	static SlotHeader make(std::string message, std::string grant, Gates gates);
	std::string bytes() const;
	/// Parses a header. Throws Damaged: unknown version, kind, flag or derivation, or costs outside 19–256 MiB, 2–10
	/// passes, p=1.
	static SlotHeader parse(std::string_view bytes);
};

/// Returns P: Argon2id of the password, or 32 zero bytes if the header has none. Takes about 0.2 s.
SecretBytes passwordKey(const SlotHeader& header, std::string_view password);
/// Returns the 32 bytes that prove, when opening, that the caller has the link.
SecretBytes linkProof(const SecretBytes& linkSecret);
/// Returns the 32 bytes that prove the password when opening.
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

/// Returns `k1_…`, the part of the link that never reaches the server.
std::string linkFragment(const SecretBytes& linkSecret);

/// Returns L for a told code: 12 Crockford base32 symbols; dashes, spaces, case and look-alikes do not matter. Throws
/// Usage.
SecretBytes toldCodeSecret(std::string_view token, std::string_view code);

}
