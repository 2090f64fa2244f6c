#include "domain/Proof.h"

#include <algorithm>

namespace sx::auth {

namespace {

constexpr std::string_view kProofPurpose = "auth.proof";
constexpr std::size_t kPrefixBytes = 16;
constexpr std::size_t kMaxPayload = 4096;

std::string bigEndian(std::uint32_t number)
{
	std::string out(4, '\0');
	for (int i = 0; i < 4; ++i) out[static_cast<std::size_t>(i)] = static_cast<char>(number >> (24 - 8 * i) & 0xff);
	return out;
}

std::uint32_t fromBigEndian(std::string_view bytes)
{
	std::uint32_t out = 0;
	for (const char c: bytes.substr(0, 4)) out = out << 8 | static_cast<unsigned char>(c);
	return out;
}

Error wrong(std::string detail) { return invalid("altcha", "proof: " + std::move(detail)); }

}

std::string fromHex(std::string_view hex)
{
	auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
	if (hex.size() % 2 != 0) return {};
	std::string out;
	for (std::size_t i = 0; i < hex.size(); i += 2)
	{
		const int high = digit(hex[i]), low = digit(hex[i + 1]);
		if (high < 0 || low < 0) return {};
		out += static_cast<char>(high * 16 + low);
	}
	return out;
}

std::string Proof::signedText(const TenantId& tenant, const Value& parameters) const
{
	return tenant.value + "\n" + _json.writeCanonical(parameters);
}

std::string Proof::derive(std::string_view salt, std::string_view nonce, std::uint32_t counter) const
{
	return _keys.sha256(std::string(salt) + std::string(nonce) + bigEndian(counter)).value;
}

Value Proof::challenge(const TenantId& tenant, std::int64_t work, Instant expires) const
{
	const auto salt = _keys.random(16).value, nonce = _keys.random(16).value;
	// Choose a counter between half and one and a half times the work, so that the average is `work`.
	const auto random = fromBigEndian(_keys.random(4).value);
	const auto counter = static_cast<std::uint32_t>(work / 2 + random % std::max<std::int64_t>(1, work));
	auto parameters = Value::object({{"algorithm", "SHA-256"},
		{"nonce", _keys.toHex(nonce)},
		{"salt", _keys.toHex(salt)},
		{"cost", 1},
		{"keyLength", 32},
		{"keyPrefix", _keys.toHex(derive(salt, nonce, counter).substr(0, kPrefixBytes))},
		{"expiresAt", toMillis(expires) / 1000},
		{"work", work}});
	const auto signature = _keys.toBase64Url(_keys.mac(kProofPurpose, signedText(tenant, parameters)).value);
	return Value::object({{"parameters", std::move(parameters)}, {"signature", signature}});
}

Result<Proof::Answered> Proof::check(const TenantId& tenant, std::string_view payload, Instant now) const
{
	if (payload.empty()) return invalid("altcha", "proof: none", "proof_missing");
	if (payload.size() > kMaxPayload) return wrong("too long");
	// The client sends base64 with +, / and padding; convert it to base64url.
	std::string url(payload);
	for (char& c: url) c = c == '+' ? '-' : c == '/' ? '_' : c;
	while (url.ends_with('=')) url.pop_back();
	auto bytes = _keys.fromBase64Url(url);
	if (!bytes) return wrong("not base64");
	auto answer = _json.parse(bytes->value);
	if (!answer) return wrong("not JSON");

	const auto& parameters = (*answer)["challenge"]["parameters"];
	auto signature = _keys.fromBase64Url((*answer)["challenge"]["signature"].text());
	if (!signature || !_keys.matches(kProofPurpose, signedText(tenant, parameters), *signature))
		return wrong("not asked by this server");
	const auto expires = fromMillis(parameters["expiresAt"].integer() * 1000);
	if (now >= expires) return failed(Code::Expired, "proof: too late").at("altcha");

	const auto counter = (*answer)["solution"]["counter"].integer(-1);
	if (counter < 0 || counter > 0xffffffff) return wrong("no counter");
	const auto key = derive(
		fromHex(parameters["salt"].text()), fromHex(parameters["nonce"].text()), static_cast<std::uint32_t>(counter));
	if (!_keys.equal(_keys.toHex(key.substr(0, kPrefixBytes)), parameters["keyPrefix"].text()))
		return wrong("the answer is wrong");
	return Answered{parameters["nonce"].text(), expires, parameters["work"].integer()};
}

}
