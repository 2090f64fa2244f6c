#include "client/Slot.h"

namespace sx::client {

namespace {

constexpr std::string_view kMagic = "SXK1";
constexpr std::uint8_t kVersion = 1, kPasswordFlag = 1, kArgon2id = 1;
constexpr std::uint32_t kMemoryKib = 64 * 1024, kLeastKib = 19 * 1024, kMostKib = 256 * 1024;
constexpr std::uint16_t kPasses = 3, kLeastPasses = 2, kMostPasses = 10;
constexpr std::size_t kWrappedBytes = 48, kSlotBytes = SlotHeader::kBytes + 32 + 12 + kWrappedBytes;

SecretBytes joined(const SecretBytes& linkSecret, const SecretBytes& share, const SecretBytes& passwordKey)
{
	if (linkSecret.size() != 32 || share.size() != 32 || passwordKey.size() != 32)
		throw ClientError(Failure::Damaged, "a key part is not 32 bytes long");
	SecretBytes all(linkSecret);
	all.insert(all.end(), share.begin(), share.end());
	all.insert(all.end(), passwordKey.begin(), passwordKey.end());
	return all;
}

std::uint8_t byteAt(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

void require(bool condition, const char* what)
{
	if (!condition) throw ClientError(Failure::Damaged, what);
}

}

SlotHeader SlotHeader::make(std::string message, std::string grant, Gates gates)
{
	SlotHeader header;
	header.gates = gates;
	if (gates.password)
	{
		header.memoryKib = kMemoryKib;
		header.passes = kPasses;
	}
	header.message = std::move(message);
	header.grant = std::move(grant);
	header.salt = view(randomBytes(16));
	return header;
}

std::string SlotHeader::bytes() const
{
	const std::uint8_t flags = (gates.password ? kPasswordFlag : 0) | (gates.sms ? kSmsFlag : 0) |
		(gates.openingCode ? kCodeFlag : 0);
	std::string out(kMagic);
	out += static_cast<char>(kVersion);
	out += static_cast<char>(kind);
	out += static_cast<char>(flags);
	out += static_cast<char>(gates.password ? kArgon2id : 0);
	out += bigEndian32(memoryKib) + bigEndian16(passes) + bigEndian16(gates.password ? 1 : 0);
	return out + message + grant + salt;
}

SlotHeader SlotHeader::parse(std::string_view bytes)
{
	require(bytes.size() == kBytes && bytes.starts_with(kMagic), "this is no slot header");
	require(byteAt(bytes, 4) == kVersion, "the message is sealed with a newer version; update this program");
	SlotHeader header;
	const auto kind = byteAt(bytes, 5), flags = byteAt(bytes, 6), kdf = byteAt(bytes, 7);
	require(kind >= 1 && kind <= 3, "the message uses a kind of link that this program does not know");
	require((flags & ~(kPasswordFlag | kSmsFlag | kCodeFlag)) == 0,
		"the message has a gate that this program does not know");
	header.kind = static_cast<GrantKind>(kind);
	header.gates = {(flags & kPasswordFlag) != 0, (flags & kSmsFlag) != 0, (flags & kCodeFlag) != 0};
	header.memoryKib = std::uint32_t{byteAt(bytes, 8)} << 24 | std::uint32_t{byteAt(bytes, 9)} << 16 |
		std::uint32_t{byteAt(bytes, 10)} << 8 | byteAt(bytes, 11);
	header.passes = static_cast<std::uint16_t>(byteAt(bytes, 12) << 8 | byteAt(bytes, 13));
	const auto lanes = static_cast<std::uint16_t>(byteAt(bytes, 14) << 8 | byteAt(bytes, 15));
	if (header.gates.password)
	{
		require(kdf == kArgon2id && lanes == 1 && header.memoryKib >= kLeastKib && header.memoryKib <= kMostKib &&
				header.passes >= kLeastPasses && header.passes <= kMostPasses,
			"the cost of the password is outside what is safe");
	}
	else
		require(kdf == 0 && lanes == 0 && header.memoryKib == 0 && header.passes == 0,
			"the slot header contradicts itself");
	header.message = bytes.substr(16, 16);
	header.grant = bytes.substr(32, 16);
	header.salt = bytes.substr(48, 16);
	return header;
}

SecretBytes passwordKey(const SlotHeader& header, std::string_view password)
{
	if (!header.gates.password) return SecretBytes(32, 0);
	return argon2id(normalised(password), header.salt, header.memoryKib, header.passes);
}

SecretBytes linkProof(const SecretBytes& linkSecret) { return hkdf(linkSecret, "", "sx/1/proof"); }

SecretBytes passwordProof(const SlotHeader& header, const SecretBytes& key)
{
	return hkdf(key, sha256(header.bytes()), "sx/1/password");
}

std::string makeSlot(const SlotHeader& header,
	const SecretBytes& linkSecret,
	const SecretBytes& share,
	const SecretBytes& passwordKey,
	const SecretBytes& messageKey,
	std::optional<std::string> nonce)
{
	const std::string bytes = header.bytes(), salt = sha256(bytes);
	const auto keys = joined(linkSecret, share, passwordKey);
	if (!nonce) nonce = std::string(view(randomBytes(12)));
	return bytes + std::string(view(hkdf(keys, salt, "sx/1/commit"))) + *nonce +
		gcmSeal(hkdf(keys, salt, "sx/1/kek"), *nonce, bytes, view(messageKey));
}

SecretBytes openSlot(
	std::string_view slot, const SecretBytes& linkSecret, const SecretBytes& share, const SecretBytes& passwordKey)
{
	require(slot.size() == kSlotBytes, "the slot has the wrong length");
	const auto header = slot.substr(0, SlotHeader::kBytes);
	SlotHeader::parse(header);
	const auto keys = joined(linkSecret, share, passwordKey);
	const std::string salt = sha256(header);
	require(equalSecrets(view(hkdf(keys, salt, "sx/1/commit")), slot.substr(SlotHeader::kBytes, 32)),
		"the key does not belong to this message");
	const auto nonce = slot.substr(SlotHeader::kBytes + 32, 12);
	return secret(gcmOpen(hkdf(keys, salt, "sx/1/kek"), nonce, header, slot.substr(SlotHeader::kBytes + 44)));
}

std::string linkFragment(const SecretBytes& linkSecret) { return "k1_" + toBase64Url(view(linkSecret)); }

SecretBytes toldCodeSecret(std::string_view token, std::string_view code)
{
	static constexpr std::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	std::string symbols;
	for (char c: code)
	{
		if (c == '-' || c == ' ') continue;
		c = static_cast<char>(toupper(static_cast<unsigned char>(c)));
		if (c == 'O') c = '0';
		if (c == 'I' || c == 'L') c = '1';
		if (kCrockford.find(c) == std::string_view::npos)
			throw ClientError(Failure::Usage, "the code has a character that codes do not have");
		symbols += c;
	}
	if (symbols.size() != 12) throw ClientError(Failure::Usage, "a told code has 12 characters");
	const auto salt = sha256("sx/1/code" + std::string(token)).substr(0, 16);
	return argon2id(symbols, salt, kMemoryKib, kPasses);
}

}
