#include "services/Passkeys.h"

#include "gateway/Fido.h"
#include "sx/url.h"

namespace sx::passkeys {

namespace {

constexpr const char *kCreate = "webauthn.create", *kGet = "webauthn.get";
constexpr std::int64_t kTimeoutMilliseconds = 300'000;

/// Says what a challenge is for: who, and in which browser.
std::string about(const char* type, const TenantId& tenant, const UserId& user, const std::string& browser)
{
	return std::string(type) + "\n" + tenant.value + "\n" + user.value + "\n" + browser;
}

/// Holds the parts of an answer, as bytes.
struct Answer
{
	std::string id;  // base64url
	std::string clientData{}, attestation{}, data{}, signature{};
};

Result<Answer> answerOf(const Context& context, std::string_view text)
{
	auto json = context.json().parse(text);
	if (!json || !json->isObject()) return invalid("passkey", "passkey: the answer is no JSON");
	Answer out{.id = (*json)["id"].text()};
	const std::pair<const char*, std::string*> parts[] = {{"clientDataJSON", &out.clientData},
		{"attestationObject", &out.attestation},
		{"authenticatorData", &out.data},
		{"signature", &out.signature}};
	for (const auto& [name, to]: parts)
	{
		auto bytes = context.keys().fromBase64Url((*json)[name].text());
		if (!bytes) return invalid("passkey", std::string("passkey: ") + name + " is not base64url");
		*to = std::move(bytes->value);
	}
	return out;
}

/// Returns the challenge that the client's data names; checkClientData() compares the rest.
std::string challengeIn(const Context& context, std::string_view clientData)
{
	auto json = context.json().parse(clientData);
	if (!json) return {};
	auto bytes = context.keys().fromBase64Url((*json)["challenge"].text());
	return bytes ? std::move(bytes->value) : std::string();
}

Value descriptor(const Passkey& passkey) { return Value::object({{"type", "public-key"}, {"id", passkey.id}}); }

}

Result<bool> Passkeys::hasAny(const TenantId& tenant, const UserId& user) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return rows::hasAny(sql, user); });
}

Result<std::vector<Passkey>> Passkeys::ofUser(const TenantId& tenant, const UserId& user) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return rows::ofUser(sql, user); });
}

Expected Passkeys::expectedOf(const Tenant& tenant, const char* type, std::string challenge, bool needsVerified) const
{
	const std::string rpId(hostOf(tenant.origin));
	return {.type = type,
		.origin = tenant.origin,
		.rpId = rpId,
		.rpIdHash = _context.keys().sha256(rpId).value,
		.challenge = std::move(challenge),
		.needsVerifiedUser = needsVerified};
}

Result<Value> Passkeys::creation(const Tenant& tenant, const UserId& user, const std::string& browser) const
{
	auto person = _directory.byId(tenant.id, user);
	if (!person) return person.error();
	auto own = ofUser(tenant.id, user);
	if (!own) return own.error();
	const auto& keys = _context.keys();
	const auto challenge = _challenges.make(about(kCreate, tenant.id, user, browser), _context.clock().now());
	Value::List known, kinds;
	for (const auto& each: *own) known.push_back(descriptor(each));
	for (const int algorithm: {-7, -8, -257})
		kinds.push_back(Value::object({{"type", "public-key"}, {"alg", algorithm}}));
	return Value::object({{"challenge", keys.toBase64Url(challenge)},
		{"rp", Value::object({{"id", std::string(hostOf(tenant.origin))}, {"name", tenant.name}})},
		{"user",
			Value::object(
				{{"id", keys.toBase64Url(user.value)}, {"name", person->address}, {"displayName", person->name}})},
		{"pubKeyCredParams", std::move(kinds)},
		{"excludeCredentials", std::move(known)},
		{"authenticatorSelection", Value::object({{"residentKey", "preferred"}, {"userVerification", "preferred"}})},
		{"attestation", "none"},
		{"timeout", kTimeoutMilliseconds}});
}

Result<Value> Passkeys::request(const Tenant& tenant, const UserId& user, const std::string& browser) const
{
	const auto challenge = _challenges.make(about(kGet, tenant.id, user, browser), _context.clock().now());
	Value::List allowed;
	if (!user.empty())
	{
		auto own = ofUser(tenant.id, user);
		if (!own) return own.error();
		for (const auto& each: *own) allowed.push_back(descriptor(each));
	}
	return Value::object({{"challenge", _context.keys().toBase64Url(challenge)},
		{"rpId", std::string(hostOf(tenant.origin))},
		{"allowCredentials", std::move(allowed)},
		{"userVerification", user.empty() ? "required" : "preferred"},
		{"timeout", kTimeoutMilliseconds}});
}

Result<> Passkeys::add(const Tenant& tenant,
	const UserId& user,
	const std::string& browser,
	std::string_view text,
	const std::string& name)
{
	auto answer = answerOf(_context, text);
	if (!answer) return answer.error();
	const auto now = _context.clock().now();
	auto challenge = challengeIn(_context, answer->clientData);
	auto checked = _challenges.check(about(kCreate, tenant.id, user, browser), challenge, now);
	if (!checked) return checked.error();
	const auto expected = expectedOf(tenant, kCreate, std::move(challenge), false);
	if (auto done = checkClientData(_context.keys(), _context.json(), answer->clientData, expected); !done) return done;
	auto made = verifyRegistration(expected, answer->clientData, answer->attestation);
	if (!made) return made.error();
	const auto& keys = _context.keys();
	const Passkey passkey{.id = keys.toBase64Url(made->id),
		.user = user,
		.name = name,
		.publicKey = keys.toBase64Url(made->publicKey),
		.algorithm = made->algorithm,
		.counter = made->counter,
		.made = now};
	return _context.store().write(tenant.id, [&](Sql& sql) -> Result<> {
		auto fresh = rows::takeChallenge(sql, checked->nonce, checked->expires);
		if (!fresh) return fresh.error();
		if (!*fresh) return failed(Code::Expired, "passkey: the challenge was answered before").at("passkey");
		auto own = rows::ofUser(sql, user);
		if (!own) return own.error();
		if (own->size() >= kMostPerPerson)
			return refused(Code::Conflict, "too_many_passkeys", "passkey: the person has too many");
		return rows::add(sql, passkey);
	});
}

Result<UserId> Passkeys::ownerOf(const TenantId& tenant, std::string_view text) const
{
	auto answer = answerOf(_context, text);
	if (!answer) return answer.error();
	auto passkey = _context.store().read(tenant, [&](Sql& sql) { return rows::find(sql, answer->id); });
	if (!passkey) return passkey.error();
	return passkey->user;
}

Result<UserId> Passkeys::check(
	const Tenant& tenant, const UserId& user, const std::string& browser, std::string_view text)
{
	auto answer = answerOf(_context, text);
	if (!answer) return answer.error();
	const auto now = _context.clock().now();
	auto challenge = challengeIn(_context, answer->clientData);
	auto checked = _challenges.check(about(kGet, tenant.id, user, browser), challenge, now);
	if (!checked) return checked.error();
	const auto expected = expectedOf(tenant, kGet, std::move(challenge), user.empty());
	if (auto done = checkClientData(_context.keys(), _context.json(), answer->clientData, expected); !done)
		return done.error();
	auto passkey = _context.store().read(tenant.id, [&](Sql& sql) { return rows::find(sql, answer->id); });
	if (!passkey) return passkey.error();
	if (!user.empty() && passkey->user != user) return failed(Code::Missing, "passkey: of another person");
	auto key = _context.keys().fromBase64Url(passkey->publicKey);
	if (!key) return key.error();
	auto proved = verifyAssertion(expected,
		answer->clientData,
		answer->data,
		answer->signature,
		key->value,
		static_cast<int>(passkey->algorithm));
	if (!proved) return proved.error();
	return _context.store().write(tenant.id, [&](Sql& sql) -> Result<UserId> {
		auto fresh = rows::takeChallenge(sql, checked->nonce, checked->expires);
		if (!fresh) return fresh.error();
		if (!*fresh) return failed(Code::Expired, "passkey: the challenge was answered before").at("passkey");
		auto counted = rows::noteUse(sql, passkey->id, proved->counter, now);
		if (!counted) return counted.error();
		if (!*counted)
			return refused(Code::Denied, "counter_wrong", "passkey: its counter did not grow; it may be a copy");
		return passkey->user;
	});
}

Result<> Passkeys::remove(const TenantId& tenant, const UserId& user, const std::string& id)
{
	return _context.store().write(tenant, [&](Sql& sql) { return rows::remove(sql, user, id); });
}

Result<> Passkeys::sweep()
{
	return _context.store().writeAll(
		"answered challenges that have expired", [&](Sql& sql) { return rows::sweep(sql, _context.clock().now()); });
}

}
