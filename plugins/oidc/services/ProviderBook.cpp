#include "services/ProviderBook.h"

#include "gateway/Signatures.h"

namespace sx::oidc {

namespace {

constexpr std::chrono::hours kKept{1};
constexpr std::chrono::seconds kFailureKept{30}, kKeysAtLeast{60};
constexpr std::size_t kMostEntries = 1000, kMostKeys = 50, kMostToken = 65'536;

bool isHttps(const std::string& url) { return url.starts_with("https://") && url.size() < 2000; }

Error wrong(const char* problem, std::string detail)
{
	return refused(Code::Denied, problem, "identity provider: " + std::move(detail));
}

}

ProviderBook::Entry ProviderBook::entryOf(const std::string& issuer)
{
	const std::lock_guard lock(_mutex);
	const auto found = _entries.find(issuer);
	return found == _entries.end() ? Entry{} : found->second;
}

void ProviderBook::keep(const std::string& issuer, const Entry& entry)
{
	const std::lock_guard lock(_mutex);
	if (_entries.size() >= kMostEntries) _entries.clear();
	_entries.insert_or_assign(issuer, entry);
}

Result<Value> ProviderBook::document(const std::string& url) const
{
	auto reply = _https.get(url);
	if (!reply) return reply.error();
	if (reply->status != 200)
		return failed(Code::Unavailable, "identity provider: status " + std::to_string(reply->status));
	auto value = _context.json().parse(reply->body);
	if (!value || !value->isObject()) return wrong("metadata", "no JSON object");
	return value;
}

Result<Metadata> ProviderBook::metadata(const std::string& issuer)
{
	const auto entry = entryOf(issuer);
	const auto now = _context.clock().now();
	if (entry.metadata && now - entry.read < kKept) return *entry.metadata;
	if (now - entry.failed < kFailureKept) return entry.why;
	return askNow(issuer);
}

Result<Metadata> ProviderBook::askNow(const std::string& issuer)
{
	auto entry = entryOf(issuer);
	const auto now = _context.clock().now();
	const auto fail = [&](Error error) {
		entry.failed = now;
		entry.why = error;
		keep(issuer, entry);
		_context.log().warning("oidc.provider.failed", {{"issuer", issuer}, {"detail", error.detail}});
		return error;
	};
	const auto base = issuer.ends_with('/') ? issuer.substr(0, issuer.size() - 1) : issuer;
	auto document = this->document(base + "/.well-known/openid-configuration");
	if (!document) return fail(document.error());
	// A document of another issuer would mix two providers up (OpenID Connect Discovery 1.0, section 4.3).
	if ((*document)["issuer"].text() != issuer) return fail(wrong("iss", "the document names another issuer"));
	Metadata out{.issuer = issuer,
		.authorizationEndpoint = (*document)["authorization_endpoint"].text(),
		.tokenEndpoint = (*document)["token_endpoint"].text(),
		.keysUrl = (*document)["jwks_uri"].text(),
		.userinfoEndpoint = (*document)["userinfo_endpoint"].text(),
		.namesItselfInReply = (*document)["authorization_response_iss_parameter_supported"].flag()};
	for (const auto* each: {&out.authorizationEndpoint, &out.tokenEndpoint, &out.keysUrl})
		if (!isHttps(*each)) return fail(wrong("metadata", "an endpoint is missing or not https"));
	if (!isHttps(out.userinfoEndpoint)) out.userinfoEndpoint.clear();
	const auto& methods = (*document)["token_endpoint_auth_methods_supported"];
	out.takesSecretInForm = holdsText(methods, "client_secret_post") && !holdsText(methods, "client_secret_basic");
	entry.metadata = out;
	entry.read = now;
	entry.failed = {};
	keep(issuer, entry);
	return out;
}

std::optional<PublicKey> ProviderBook::keyIn(const Value& jwk) const
{
	const auto bytes = [&](const char* name) {
		auto decoded = _context.keys().fromBase64Url(jwk[name].text());
		return decoded ? *decoded : Bytes{};
	};
	if (jwk.has("use") && jwk["use"].text() != "sig") return std::nullopt;
	PublicKey out{.id = jwk["kid"].text(), .algorithm = jwk["alg"].text()};
	if (jwk["kty"].text() == "RSA")
	{
		out.modulus = bytes("n");
		out.exponent = bytes("e");
		return out;
	}
	if (jwk["kty"].text() != "EC" || jwk["crv"].text() != "P-256") return std::nullopt;
	out.isEllipticCurve = true;
	out.x = bytes("x");
	out.y = bytes("y");
	return out;
}

Result<std::vector<PublicKey>> ProviderBook::readKeys(const Metadata& provider) const
{
	auto document = this->document(provider.keysUrl);
	if (!document) return document.error();
	std::vector<PublicKey> out;
	for (const auto& each: (*document)["keys"].list())
		if (auto key = keyIn(each); key && out.size() < kMostKeys) out.push_back(std::move(*key));
	return out;
}

Result<Value> ProviderBook::claimsOf(const Metadata& provider, const std::string& token)
{
	const auto first = token.find('.'), last = token.rfind('.');
	if (token.size() > kMostToken || first == std::string::npos || first == last || token.find('.', first + 1) != last)
		return wrong("token", "no signed token of three parts");
	const auto& keys = _context.keys();
	const auto valueOf = [&](std::string_view part) -> Result<Value> {
		auto bytes = keys.fromBase64Url(part);
		auto value = bytes ? _context.json().parse(bytes->value) : Result<Value>(bytes.error());
		if (!value || !value->isObject()) return wrong("token", "a part is no JSON object");
		return value;
	};
	const std::string_view text(token);
	auto headerValue = valueOf(text.substr(0, first));
	if (!headerValue) return headerValue;
	auto header = headerOf(*headerValue);
	if (!header) return header.error();
	auto claims = valueOf(text.substr(first + 1, last - first - 1));
	if (!claims) return claims;
	auto signature = keys.fromBase64Url(text.substr(last + 1));
	if (!signature) return wrong("token", "no signature");

	auto entry = entryOf(provider.issuer);
	const auto now = _context.clock().now();
	const auto* key = now - entry.keysRead < kKept ? keyFor(entry.keys, *header) : nullptr;
	if (!key && now - entry.keysRead >= kKeysAtLeast)
	{
		auto read = readKeys(provider);
		if (!read) return read.error();
		entry.keys = std::move(*read);
		entry.keysRead = now;
		keep(provider.issuer, entry);
		key = keyFor(entry.keys, *header);
	}
	if (!key) return wrong("key", "the token's key is not the provider's");
	if (auto verified = verify(*key, header->algorithm, text.substr(0, last), *signature); !verified)
		return verified.error();
	return claims;
}

}
