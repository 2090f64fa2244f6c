#include "domain/IdToken.h"

#include "sx/address.h"

#include <algorithm>

namespace sx::oidc {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr seconds kSkew{60};     // by which clocks may differ
constexpr minutes kLongest{10};  // since a token for this sign-in was made

Error wrongClaim(const char* claim, const char* why)
{
	return refused(Code::Denied, claim, std::string("ID token: ") + claim + ": " + why);
}

std::optional<Instant> instantOf(const Value& claims, const char* name)
{
	const auto& value = claims[name];
	if (!value.isNumber()) return std::nullopt;
	const auto number = value.number();
	if (!(number > 0 && number < 1e11)) return std::nullopt;
	return fromMillis(static_cast<std::int64_t>(number * 1000));
}

bool isTrue(const Value& value)
{
	return value.flag() || value.text() == "true" || value.text() == "1" || value.integer() == 1;
}

std::string addressIn(const Value& claims, const char* name) { return mailAddress(claims[name].text()).value_or(""); }

/// Microsoft does not say whether `email` is verified unless the application asks for xms_edov. The name with which
/// people sign in ends in a domain that the directory has proved.
std::string microsoftAddress(const Value& claims)
{
	if (isTrue(claims["xms_edov"]) || isTrue(claims["email_verified"]))
		if (auto address = addressIn(claims, "email"); !address.empty()) return address;
	return addressIn(claims, "preferred_username");
}

}

bool holdsText(const Value& list, std::string_view text)
{
	const auto& all = list.list();
	return std::any_of(all.begin(), all.end(), [&](const Value& each) { return each.text() == text; });
}

Result<> checkClaims(const Value& claims, const Expected& expected)
{
	if (claims["iss"].text() != expected.issuer) return wrongClaim("iss", "another issuer");
	const auto& audience = claims["aud"];
	const bool isOurs = audience.isText()
		? audience.text() == expected.clientId
		: audience.list().size() == 1 && audience.list().front().text() == expected.clientId;
	// A token that others may use too was not made for this sign-in alone.
	if (!isOurs || expected.clientId.empty()) return wrongClaim("aud", "not for this application alone");
	if (claims.has("azp") && claims["azp"].text() != expected.clientId) return wrongClaim("azp", "another application");
	const auto expires = instantOf(claims, "exp"), made = instantOf(claims, "iat");
	if (!expires || *expires + kSkew <= expected.now) return wrongClaim("exp", "expired");
	if (!made || *made > expected.now + kSkew) return wrongClaim("iat", "made in the future");
	if (*made + kLongest < expected.now) return wrongClaim("iat", "made before this sign-in");
	if (claims.has("nbf"))
	{
		const auto from = instantOf(claims, "nbf");
		if (!from || *from > expected.now + kSkew) return wrongClaim("nbf", "not valid yet");
	}
	if (expected.nonce.empty() || claims["nonce"].text() != expected.nonce)
		return wrongClaim("nonce", "another sign-in");
	const auto& subject = claims["sub"].text();
	if (subject.empty() || subject.size() > 255) return wrongClaim("sub", "1 to 255 characters");
	return {};
}

Result<Identity> identityOf(const Value& claims, const Company& company)
{
	Identity out{.subject = claims["sub"].text(), .hasTwoFactors = holdsText(claims["amr"], "mfa")};
	switch (company.provider)
	{
	case Provider::Microsoft:
		if (claims["tid"].text() != givenOf(Provider::Microsoft, company.issuer))
			return wrongClaim("tid", "another directory");
		// A guest's address is what the guest's own directory says.
		if (claims["acct"].integer() == 1 || claims["acct"].text() == "1" ||
			(claims.has("idp") && claims["idp"].text() != company.issuer))
			return wrongClaim("guest", "an account of another directory");
		out.address = microsoftAddress(claims);
		return out;
	case Provider::Google:
	{
		// Google vouches for addresses of Workspace domains, which `hd` names, and for no others for ever.
		const auto address = isTrue(claims["email_verified"]) ? addressIn(claims, "email") : std::string();
		const auto& hosted = claims["hd"].text();
		if (!hosted.empty() && isIn({cleanAddress(hosted)}, address)) out.address = address;
		return out;
	}
	case Provider::Other:
		if (isTrue(claims["email_verified"])) out.address = addressIn(claims, "email");
		return out;
	}
	return out;
}

Result<TokenHeader> headerOf(const Value& header)
{
	TokenHeader out{.algorithm = header["alg"].text(), .keyId = header["kid"].text()};
	if (out.algorithm != "RS256" && out.algorithm != "PS256" && out.algorithm != "ES256")
		return refused(Code::Denied, "alg", "ID token: an algorithm that is not allowed");
	if (header.has("crit")) return refused(Code::Denied, "crit", "ID token: needs an extension");
	return out;
}

const PublicKey* keyFor(const std::vector<PublicKey>& keys, const TokenHeader& header)
{
	const PublicKey* found = nullptr;
	const bool isEllipticCurve = header.algorithm == "ES256";
	for (const auto& each: keys)
	{
		if (each.isEllipticCurve != isEllipticCurve) continue;
		if (!each.algorithm.empty() && each.algorithm != header.algorithm) continue;
		if (!header.keyId.empty() && each.id != header.keyId) continue;
		if (found) return nullptr;
		found = &each;
	}
	return found;
}

}
