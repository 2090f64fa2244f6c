#include "domain/Signature.h"

#include <algorithm>
#include <charconv>

namespace sx::stripe {

namespace {

constexpr std::size_t kBlock = 64;        // of SHA-256
constexpr std::size_t kMostSchemes = 16;  // in one header

}

Bytes hmacSha256(const Keys& keys, std::string_view key, std::string_view data)
{
	std::string padded(key.size() > kBlock ? keys.sha256(key).value : std::string(key));
	padded.resize(kBlock, '\0');
	auto inner = padded, outer = padded;
	for (auto& c: inner) c = static_cast<char>(c ^ 0x36);
	for (auto& c: outer) c = static_cast<char>(c ^ 0x5c);
	return keys.sha256(outer + keys.sha256(inner.append(data)).value);
}

Result<> verifySignature(const Keys& keys,
	const Secret& secret,
	std::string_view header,
	std::string_view body,
	Instant now,
	std::chrono::seconds tolerance)
{
	const auto refuse = [](const char* problem) {
		return Error{.code = Code::Invalid, .detail = "the webhook's signature is not Stripe's", .problem = problem};
	};
	std::string_view time;
	std::vector<std::string_view> signatures;
	for (std::size_t parts = 0; !header.empty() && parts < kMostSchemes; ++parts)
	{
		const auto end = std::min(header.find(','), header.size());
		const auto part = header.substr(0, end);
		header.remove_prefix(std::min(end + 1, header.size()));
		if (part.starts_with("t=")) time = part.substr(2);
		if (part.starts_with("v1=")) signatures.push_back(part.substr(3));
	}
	std::int64_t seconds = 0;
	const auto* last = time.data() + time.size();
	if (time.empty() || std::from_chars(time.data(), last, seconds).ptr != last) return refuse("signature");
	const auto expected = keys.toHex(
		hmacSha256(keys, secret.reveal(), std::string(time) + "." + std::string(body)).value);
	bool isTrue = false;
	for (const auto& each: signatures) isTrue = keys.equal(each, expected) || isTrue;
	if (secret.empty() || !isTrue) return refuse("signature");
	const auto at = Instant(std::chrono::seconds(seconds));
	if (at < now - tolerance || at > now + tolerance) return refuse("signature_old");
	return {};
}

}
