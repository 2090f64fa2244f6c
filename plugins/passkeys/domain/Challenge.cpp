#include "domain/Challenge.h"

namespace sx::passkeys {

namespace {

constexpr const char* kPurpose = "passkeys.challenge";
constexpr std::size_t kNonceBytes = 16, kTimeBytes = 8, kHead = kNonceBytes + kTimeBytes;

std::string proofOf(std::string_view about, std::string_view head) { return std::string(head) + std::string(about); }

}

std::string Challenges::make(std::string_view about, Instant now) const
{
	auto head = _keys.random(kNonceBytes).value;
	const auto expires = static_cast<std::uint64_t>(toMillis(now + kLife));
	for (std::size_t i = 0; i < kTimeBytes; ++i) head += static_cast<char>(expires >> (56 - 8 * i) & 0xff);
	return head + _keys.mac(kPurpose, proofOf(about, head)).value;
}

Result<Challenges::Checked> Challenges::check(std::string_view about, std::string_view challenge, Instant now) const
{
	const auto wrong = invalid("passkey", "passkey: a challenge that was not made for this");
	if (challenge.size() <= kHead) return wrong;
	const auto head = challenge.substr(0, kHead);
	if (!_keys.matches(kPurpose, proofOf(about, head), Bytes{std::string(challenge.substr(kHead))})) return wrong;
	std::uint64_t expires = 0;
	for (const unsigned char byte: head.substr(kNonceBytes)) expires = expires << 8 | byte;
	const auto until = fromMillis(static_cast<std::int64_t>(expires));
	if (now >= until) return failed(Code::Expired, "passkey: too late").at("passkey");
	return Checked{.nonce = _keys.toHex(head.substr(0, kNonceBytes)), .expires = until};
}

}
