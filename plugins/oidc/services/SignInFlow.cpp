#include "services/SignInFlow.h"

#include "sx/url.h"

namespace sx::oidc {

namespace {

std::string identityOfFlow(const TenantId& tenant, const std::string& state)
{
	return "oidc.flow:" + tenant.value + ":" + state;
}

Error denied(const char* cause, std::string detail) { return refused(Code::Denied, cause, std::move(detail)); }

std::string formOf(std::initializer_list<std::pair<std::string_view, std::string_view>> fields)
{
	return urlOf("", fields).substr(1);
}

}

std::string returnUrlOf(const Tenant& tenant) { return tenant.origin + "/sign-in/oidc/back"; }

std::string SignInFlow::hashOf(std::string_view text) const
{
	return _context.keys().toHex(_context.keys().sha256(text).value);
}

Result<Begun> SignInFlow::begin(const Tenant& tenant, const std::string& browser, const std::string& next) const
{
	auto company = _settings.of(tenant.id);
	if (!company) return company.error();
	if (!company->isOn) return failed(Code::Missing, "the company has turned its provider off");
	auto provider = _book.metadata(company->issuer);
	if (!provider) return provider.error();

	const auto& keys = _context.keys();
	const auto drawn = [&] { return keys.toBase64Url(keys.random(32).value); };
	const auto state = drawn(), nonce = drawn(), verifier = drawn();
	Begun out{.browser = browser.empty() ? drawn() : browser};
	const auto sealed = keys.seal(identityOfFlow(tenant.id, hashOf(state)),
		_context.json().write(Value::object({{"verifier", verifier}, {"nonce", nonce}, {"next", next}})));
	auto kept = _context.store().write(tenant.id, [&](Sql& sql) {
		return rows::addFlow(sql,
			{.state = hashOf(state),
				.browser = hashOf(out.browser),
				.issuer = company->issuer,
				.clientId = company->clientId,
				.sealed = keys.toBase64Url(sealed.value)},
			_context.clock().now() + kLife);
	});
	if (!kept) return kept.error();
	const bool isGoogle = company->provider == Provider::Google && company->domains.size() == 1;
	const auto query = urlOf("",
		{{"response_type", "code"},
			{"client_id", company->clientId},
			{"redirect_uri", returnUrlOf(tenant)},
			{"scope", "openid email profile"},
			{"state", state},
			{"nonce", nonce},
			{"code_challenge", keys.toBase64Url(keys.sha256(verifier).value)},
			{"code_challenge_method", "S256"},
			{"hd", isGoogle ? std::string_view(company->domains.front()) : std::string_view()}});
	const auto& endpoint = provider->authorizationEndpoint;
	out.url = endpoint + (endpoint.find('?') == std::string::npos ? query : "&" + query.substr(1));
	return out;
}

Result<SignInFlow::Opened> SignInFlow::take(const TenantId& tenant, const Returned& returned) const
{
	const auto state = hashOf(returned.state);
	auto flow = _context.store().write(
		tenant, [&](Sql& sql) { return rows::takeFlow(sql, state, _context.clock().now()); });
	if (!flow && flow.error().code == Code::Missing) return denied("state", flow.error().detail);
	if (!flow) return flow.error();
	if (returned.browser.empty() || !_context.keys().equal(flow->browser, hashOf(returned.browser)))
		return denied("state", "the sign-in was begun in another browser");
	auto bytes = _context.keys().fromBase64Url(flow->sealed);
	if (!bytes) return bytes.error();
	auto open = _context.keys().open(identityOfFlow(tenant, state), *bytes);
	if (!open) return open.error();
	auto value = _context.json().parse(open->reveal());
	if (!value) return value.error();
	return Opened{.verifier = (*value)["verifier"].text(),
		.nonce = (*value)["nonce"].text(),
		.next = (*value)["next"].text(),
		.issuer = flow->issuer,
		.clientId = flow->clientId};
}

Result<> SignInFlow::addUserinfo(const Metadata& provider, Value& claims, const std::string& accessToken) const
{
	if (claims.has("email") || provider.userinfoEndpoint.empty() || accessToken.empty()) return {};
	auto reply = _https.get(provider.userinfoEndpoint, accessToken);
	if (!reply) return reply.error();
	auto told = _context.json().parse(reply->body);
	if (reply->status != 200 || !told) return denied("provider", "the userinfo endpoint told nothing");
	// Source: OpenID Connect Core 1.0, section 5.3.4.
	if ((*told)["sub"].text() != claims["sub"].text()) return denied("sub", "userinfo is about somebody else");
	for (const char* name: {"email", "email_verified"})
		if (told->has(name)) claims.set(name, (*told)[name]);
	return {};
}

Result<Value> SignInFlow::redeem(const Tenant& tenant,
	const Company& company,
	const Metadata& provider,
	const Opened& opened,
	const std::string& code) const
{
	auto secret = _settings.secretOf(tenant.id);
	if (!secret) return secret.error();
	const bool isInForm = provider.takesSecretInForm;
	const auto form = formOf({{"grant_type", "authorization_code"},
		{"code", code},
		{"redirect_uri", returnUrlOf(tenant)},
		{"code_verifier", opened.verifier},
		{"client_id", company.clientId},
		{"client_secret", isInForm ? secret->reveal() : std::string_view()}});
	// Source: RFC 6749, section 2.3.1: both are form-encoded before they are joined.
	auto reply = _https.post(provider.tokenEndpoint,
		form,
		isInForm ? std::string() : encodeUrl(company.clientId),
		isInForm ? std::string() : encodeUrl(secret->reveal()));
	if (!reply) return reply.error();
	auto answer = _context.json().parse(reply->body);
	if (reply->status != 200 || !answer)
		return denied("provider", "the token endpoint answered with status " + std::to_string(reply->status));
	auto claims = _book.claimsOf(provider, (*answer)["id_token"].text());
	if (!claims) return claims;
	auto checked = checkClaims(*claims,
		{.issuer = company.issuer, .clientId = company.clientId, .nonce = opened.nonce, .now = _context.clock().now()});
	if (!checked) return checked.error();
	if (company.provider == Provider::Other)
		if (auto told = addUserinfo(provider, *claims, (*answer)["access_token"].text()); !told) return told.error();
	return claims;
}

Result<Proved> SignInFlow::complete(const Tenant& tenant, const Caller& caller, const Returned& returned) const
{
	auto opened = take(tenant.id, returned);
	if (!opened) return opened.error();
	auto company = _settings.of(tenant.id);
	if (!company && company.error().code != Code::Missing) return company.error();
	// What the company has changed since is not what this browser was sent to.
	if (!company || !company->isOn || company->issuer != opened->issuer || company->clientId != opened->clientId)
		return denied("state", "the company has changed its provider since");
	auto provider = _book.metadata(company->issuer);
	if (!provider) return provider.error();
	// Source: RFC 9207, section 2.4.
	if ((provider->namesItselfInReply || !returned.issuer.empty()) && returned.issuer != company->issuer)
		return denied("iss", "the reply names another issuer");
	if (!returned.error.empty()) return denied("cancelled", "the provider answered with an error");
	if (returned.code.empty() || returned.code.size() > 8192) return denied("provider", "the provider gave no code");

	auto claims = redeem(tenant, *company, *provider, *opened, returned.code);
	if (!claims) return claims.error();
	auto identity = identityOf(*claims, *company);
	if (!identity) return identity.error();
	auto user = personOf(caller, *company, *identity);
	if (!user) return user.error();
	// Whoever is deactivated from here on has a right that begins no session.
	auto right = _context.sessionRight(tenant.id, *user);
	if (!right) return right.error();
	auto person = _directory.byId(tenant.id, *user);
	if (!person && person.error().code != Code::Missing) return person.error();
	if (!person || !person->isActive) return denied("unknown", "the person is gone or not active");
	if (!isIn(company->domains, person->address)) return denied("domain", "the person's domain is not allowed");
	if (auto bound = bind(caller, *company, *identity, *user); !bound) return bound.error();
	return Proved{
		.right = std::move(*right), .next = std::move(opened->next), .hasTwoFactors = identity->hasTwoFactors};
}

Result<UserId> SignInFlow::personOf(const Caller& caller, const Company& company, const Identity& identity) const
{
	auto bound = _context.store().read(
		caller.tenant, [&](Sql& sql) { return rows::personOf(sql, company.issuer, identity.subject); });
	if (bound || bound.error().code != Code::Missing) return bound;
	if (identity.address.empty()) return denied("unverified", "the provider vouches for no address");
	if (!isIn(company.domains, identity.address)) return denied("domain", "the address's domain is not allowed");
	auto person = _directory.byAddress(caller.tenant, identity.address);
	if (!person && person.error().code == Code::Missing) return denied("unknown", "nobody has the address");
	if (!person) return person.error();
	return person->id;
}

Result<> SignInFlow::bind(
	const Caller& caller, const Company& company, const Identity& identity, const UserId& user) const
{
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		auto bound = rows::personOf(sql, company.issuer, identity.subject);
		if (bound && *bound == user) return {};
		if (!bound && bound.error().code != Code::Missing) return bound.error();
		auto isNew = rows::bind(sql, company.issuer, identity.subject, user, _context.clock().now());
		if (!isNew) return isNew.error();
		if (!*isNew) return denied("other_account", "the person signs in with another account of the provider");
		if (!_journal) return {};
		return _journal->append(sql,
			{.kind = "oidc.account_bound",
				.actor = user,
				.subject = user.value,
				.details = Value::object({{"issuer", company.issuer}}),
				.address = caller.address});
	});
}

Result<> SignInFlow::sweep() const
{
	return _context.store().writeAll(
		"sign-ins that were never completed", [&](Sql& sql) { return rows::sweepFlows(sql, _context.clock().now()); });
}

}
