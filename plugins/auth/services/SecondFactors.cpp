#include "services/SecondFactors.h"

#include "domain/SecondFactor.h"
#include "gateway/Totp.h"
#include "sx/typed.h"

#include <charconv>

namespace sx::auth {

namespace {

constexpr const char* kSentPurpose = "auth.second";
constexpr const char* kRecoveryPurpose = "auth.recovery";
constexpr std::chrono::minutes kSetupLife{10};

std::string place(const TenantId& tenant, const UserId& user) { return tenant.value + ":" + user.value; }
std::string totpIdentity(const TenantId& tenant, const UserId& user) { return "auth.totp:" + place(tenant, user); }
std::string setupIdentity(const TenantId& tenant, const UserId& user)
{
	return "auth.totp_setup:" + place(tenant, user);
}

Error wrongCode() { return invalid("code", "auth: wrong code of a second factor", "code_wrong"); }
Error required() { return refused(Code::Conflict, "factor_required", "auth: the company asks for a second factor"); }

/// Returns the step whose code was typed; 0: none.
std::int64_t stepOf(const Keys& keys, std::string_view secret, std::string_view typed, Instant now)
{
	std::int64_t found = 0;
	for (const auto step: totpSteps(now))
		if (keys.equal(totpCode(secret, step), typed)) found = step;
	return found;
}

}

Result<> SecondFactors::record(
	Sql& sql, const Caller& caller, const char* kind, Value details, const UserId& subject) const
{
	if (!_needs.journal) return {};
	return _needs.journal->append(sql,
		{.kind = kind,
			.actor = caller.user,
			.subject = subject.value,
			.details = std::move(details),
			.address = caller.address});
}

Result<FactorState> SecondFactors::stateOf(const TenantId& tenant, const UserId& user) const
{
	FactorState out;
	auto done = _context.store().read(tenant, [&](Sql& sql) -> Result<> {
		auto row = factors::find(sql, user);
		if (!row) return row.error();
		auto codes = factors::recoveryCodes(sql, user);
		if (!codes) return codes.error();
		out.hasApp = !row->totp.empty();
		out.bySms = row->bySms;
		out.recoveryCodes = static_cast<std::int64_t>(codes->size());
		return {};
	});
	if (!done) return done.error();
	for (const auto* each: _needs.others)
	{
		auto isOn = each->isOn(tenant, user);
		if (!isOn) return isOn.error();
		if (*isOn) out.others.push_back(each);
	}
	auto mobile = _needs.mobiles.mobileOf(tenant, user);
	if (!mobile) return mobile.error();
	out.mobile = mobile->e164;
	return out;
}

Result<bool> SecondFactors::isRequired(const TenantId& tenant) const
{
	auto settings = _needs.settings.of(tenant);
	if (!settings) return settings.error();
	return (*settings)->text("second_factor") == "required";
}

AppSetup SecondFactors::newSetup(const Tenant& tenant, const UserId& user, const std::string& address) const
{
	const auto& keys = _context.keys();
	const auto secret = keys.random(kTotpSecretBytes).value;
	const auto until = std::to_string(toMillis(_context.clock().now() + kSetupLife));
	const auto base32 = toBase32(secret);
	const auto uri = otpauthUri(tenant.name, address, base32);
	return {.sealed = keys.toBase64Url(keys.seal(setupIdentity(tenant.id, user), until + ":" + secret).value),
		.secret = inFours(base32),
		.uri = uri,
		.picture = qrPicture(uri)};
}

namespace {

/// Returns the secret of a form's setup.
Result<Secret> setupSecret(
	const Context& context, const TenantId& tenant, const UserId& user, const std::string& sealed)
{
	const auto over = refused(Code::Expired, "setup_over", "auth: the setup of an app is over");
	auto bytes = context.keys().fromBase64Url(sealed);
	if (!bytes) return over;
	auto open = context.keys().open(setupIdentity(tenant, user), *bytes);
	if (!open) return over;
	const auto text = open->reveal();
	const auto at = text.find(':');
	if (at == std::string_view::npos) return over;
	std::int64_t until = 0;
	std::from_chars(text.data(), text.data() + at, until);
	if (context.clock().now() >= fromMillis(until)) return over;
	return Secret(std::string(text.substr(at + 1)));
}

}

Result<AppSetup> SecondFactors::setupOf(
	const Tenant& tenant, const UserId& user, const std::string& address, const std::string& sealed) const
{
	auto secret = setupSecret(_context, tenant.id, user, sealed);
	if (!secret) return secret.error();
	const auto base32 = toBase32(secret->reveal());
	const auto uri = otpauthUri(tenant.name, address, base32);
	return AppSetup{.sealed = sealed, .secret = inFours(base32), .uri = uri, .picture = qrPicture(uri)};
}

Result<> SecondFactors::turnOnApp(const Caller& caller, const std::string& sealed, std::string_view typed)
{
	const auto& keys = _context.keys();
	auto secret = setupSecret(_context, caller.tenant, caller.user, sealed);
	if (!secret) return secret.error();
	const auto step = stepOf(
		keys, secret->reveal(), typedCode(typed, kDigitAlphabet, kTotpDigits), _context.clock().now());
	if (step == 0) return wrongCode();
	const auto stored = keys.toBase64Url(keys.seal(totpIdentity(caller.tenant, caller.user), secret->reveal()).value);
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		if (auto done = factors::setTotp(sql, caller.user, stored); !done) return done;
		// The code that was typed here must not sign anybody in as well.
		if (auto taken = factors::takeStep(sql, caller.user, step); !taken) return taken.error();
		return record(sql, caller, "auth.factor_added", Value::object({{"factor", kApp}}), caller.user);
	});
}

Result<> SecondFactors::mayRemoveOne(const Caller& caller) const
{
	auto isAsked = isRequired(caller.tenant);
	if (!isAsked) return isAsked.error();
	if (!*isAsked) return {};
	auto state = stateOf(caller.tenant, caller.user);
	if (!state) return state.error();
	return state->count() > 1 ? Result<>() : required();
}

Result<> SecondFactors::endIfLast(Sql& sql, const Caller& caller, bool isLast)
{
	return isLast ? factors::clear(sql, caller.user) : Result<>();
}

Result<> SecondFactors::turnOffApp(const Caller& caller)
{
	auto state = stateOf(caller.tenant, caller.user);
	if (!state) return state.error();
	if (!state->hasApp) return {};
	if (auto may = mayRemoveOne(caller); !may) return may;
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		if (auto done = factors::setTotp(sql, caller.user, ""); !done) return done;
		if (auto done = endIfLast(sql, caller, state->count() == 1); !done) return done;
		return record(sql, caller, "auth.factor_removed", Value::object({{"factor", kApp}}), caller.user);
	});
}

Result<> SecondFactors::setBySms(const Caller& caller, bool isOn)
{
	auto state = stateOf(caller.tenant, caller.user);
	if (!state) return state.error();
	if (state->bySms == isOn) return {};
	if (isOn && (state->mobile.empty() || !canText()))
		return refused(Code::Conflict, "mobile_missing", "auth: no verified mobile");
	if (auto may = isOn ? Result<>() : mayRemoveOne(caller); !may) return may;
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		if (auto done = factors::setBySms(sql, caller.user, isOn); !done) return done;
		if (auto done = endIfLast(sql, caller, !isOn && state->count() == 1); !done) return done;
		return record(sql,
			caller,
			isOn ? "auth.factor_added" : "auth.factor_removed",
			Value::object({{"factor", kSms}}),
			caller.user);
	});
}

Result<std::vector<std::string>> SecondFactors::addRecoveryCodes(Sql& sql, const Caller& caller)
{
	const auto& keys = _context.keys();
	std::vector<std::string> codes, macs;
	for (int i = 0; i < RecoveryCode::kCount; ++i)
	{
		codes.push_back(keys.code(RecoveryCode::kAlphabet, RecoveryCode::kLength));
		macs.push_back(
			keys.toBase64Url(keys.mac(kRecoveryPurpose, place(caller.tenant, caller.user) + ":" + codes.back()).value));
	}
	if (auto done = factors::setRecoveryCodes(sql, caller.user, macs); !done) return done.error();
	if (auto done = record(sql, caller, "auth.recovery_codes_made", {}, caller.user); !done) return done.error();
	for (auto& code: codes) code = RecoveryCode::shown(code);
	return codes;
}

Result<std::vector<std::string>> SecondFactors::newRecoveryCodes(const Caller& caller)
{
	auto state = stateOf(caller.tenant, caller.user);
	if (!state) return state.error();
	if (!state->isOn()) return refused(Code::Conflict, "factor_missing", "auth: no second factor to recover from");
	return _context.store().write(caller.tenant, [&](Sql& sql) { return addRecoveryCodes(sql, caller); });
}

Result<std::vector<std::string>> SecondFactors::firstRecoveryCodes(const Caller& caller)
{
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<std::vector<std::string>> {
		auto left = factors::recoveryCodes(sql, caller.user);
		if (!left) return left.error();
		if (!left->empty()) return std::vector<std::string>();
		return addRecoveryCodes(sql, caller);
	});
}

Result<> SecondFactors::note(const Caller& caller, std::string_view factor, bool isAdded)
{
	auto state = stateOf(caller.tenant, caller.user);
	if (!state) return state.error();
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		if (auto done = endIfLast(sql, caller, !isAdded && !state->isOn()); !done) return done;
		return record(sql,
			caller,
			isAdded ? "auth.factor_added" : "auth.factor_removed",
			Value::object({{"factor", factor}}),
			caller.user);
	});
}

Result<> SecondFactors::reset(Sql& sql, const UserId& user, const Caller& by)
{
	if (auto done = factors::clear(sql, user); !done) return done;
	if (auto done = waitings::removeAllOf(sql, user); !done) return done;
	for (auto* each: _needs.others)
		if (auto done = each->reset(sql, user); !done) return done;
	return record(sql, by, "auth.factors_reset", {}, user);
}

std::string SecondFactors::sentMac(const std::string& sentProof, std::string_view digits) const
{
	const auto& keys = _context.keys();
	return keys.toBase64Url(keys.mac(kSentPurpose, sentProof + ":" + std::string(digits)).value);
}

Result<SecondFactors::Match> SecondFactors::match(
	const TenantId& tenant, const Waiting& waiting, const std::string& sentProof, std::string_view typed) const
{
	const auto& keys = _context.keys();
	const auto& user = waiting.right.user;
	FactorRow row;
	std::vector<RecoveryRow> codes;
	auto read = _context.store().read(tenant, [&](Sql& sql) -> Result<> {
		auto found = factors::find(sql, user);
		if (!found) return found.error();
		auto unused = factors::recoveryCodes(sql, user);
		if (!unused) return unused.error();
		row = std::move(*found);
		codes = std::move(*unused);
		return {};
	});
	if (!read) return read.error();

	const auto digits = typedCode(typed, kDigitAlphabet, kTotpDigits);
	const auto recovery = RecoveryCode::typed(typed);
	Match out;
	// No comparison is left out once another one has matched: the time tells nothing.
	Secret secret(std::string(kTotpSecretBytes, '\0'));
	if (!row.totp.empty())
	{
		auto sealed = keys.fromBase64Url(row.totp);
		if (!sealed) return sealed.error();
		auto open = keys.open(totpIdentity(tenant, user), *sealed);
		if (!open) return open.error();
		secret = std::move(*open);
	}
	const auto step = stepOf(keys, secret.reveal(), digits, _context.clock().now());
	const auto sent = keys.fromBase64Url(waiting.code);
	const bool isSent = keys.matches(kSentPurpose, sentProof + ":" + digits, sent ? *sent : Bytes{});
	for (const auto& each: codes)
	{
		const auto mac = keys.fromBase64Url(each.mac);
		if (keys.matches(kRecoveryPurpose, place(tenant, user) + ":" + recovery, mac ? *mac : Bytes{}))
			out = {.factor = kRecovery, .number = each.number};
	}
	if (step != 0 && !row.totp.empty()) out = {.factor = kApp, .step = step};
	if (isSent && !waiting.code.empty()) out = {.factor = waiting.how == kSms ? kMail : kSms};
	if (out.factor.empty()) return wrongCode();
	return out;
}

Result<> SecondFactors::use(Sql& sql, const UserId& user, const Match& match) const
{
	auto isFresh = match.factor == kApp ? factors::takeStep(sql, user, match.step)
		: match.factor == kRecovery     ? factors::takeRecoveryCode(sql, user, match.number, _context.clock().now())
										: Result<bool>(true);  // a sent code ends with its row of auth_waiting
	if (!isFresh) return isFresh.error();
	return *isFresh ? Result<>() : wrongCode();
}

}
