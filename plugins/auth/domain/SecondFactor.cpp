#include "domain/SecondFactor.h"

#include "sx/typed.h"
#include "sx/url.h"

namespace sx::auth {

std::array<std::int64_t, 3> totpSteps(Instant now)
{
	const auto step = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count() / kTotpStep.count();
	return {step - 1, step, step + 1};
}

std::string toBase32(std::string_view bytes)
{
	constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	std::string out;
	std::uint32_t bits = 0;
	int count = 0;
	for (const unsigned char byte: bytes)
	{
		bits = (bits << 8 | byte) & 0xffff;
		for (count += 8; count >= 5; count -= 5) out += kAlphabet[bits >> (count - 5) & 31];
	}
	if (count > 0) out += kAlphabet[bits << (5 - count) & 31];
	return out;
}

std::string inFours(std::string_view text)
{
	std::string out;
	for (std::size_t at = 0; at < text.size(); at += 4)
	{
		if (at > 0) out += ' ';
		out += text.substr(at, 4);
	}
	return out;
}

std::string otpauthUri(std::string_view company, std::string_view address, std::string_view secret)
{
	const auto issuer = encodeUrl(company);
	return "otpauth://totp/" + issuer + ":" + encodeUrl(address) + "?secret=" + std::string(secret) +
		"&issuer=" + issuer + "&algorithm=SHA1&digits=" + std::to_string(kTotpDigits) +
		"&period=" + std::to_string(kTotpStep.count());
}

std::string RecoveryCode::shown(std::string_view code)
{
	return std::string(code.substr(0, kLength / 2)) + "-" + std::string(code.substr(kLength / 2));
}

std::string RecoveryCode::typed(std::string_view text)
{
	auto out = typedCode(text, kAlphabet, kLength);
	const bool isCode = out.size() == kLength && out.find_first_not_of(kAlphabet) == std::string::npos;
	return isCode ? out : std::string();
}

}
