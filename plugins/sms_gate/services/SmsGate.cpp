#include "services/SmsGate.h"

#include "domain/SmsCode.h"
#include "sx/text.h"
#include "sx/url.h"

namespace sx::sms_gate {
namespace {

constexpr std::string_view kPurpose = "sms_gate.code";
constexpr std::size_t kMaxName = 40;  // of the company, so that the text stays short

}

std::string codeText(const Wording& wording, const Tenant& tenant, const Language& language, const std::string& code)
{
	const auto text = wording.of(tenant.id, language, "sms_gate.code")
						  .text("text.code",
							  Value::object({{"code", code},
								  {"tenant", firstCharacters(cleanLine(tenant.name), kMaxName)},
								  {"minutes", static_cast<std::int64_t>(kCodeLife.count())}}),
							  {"code", "tenant"});
	// The last line lets a phone offer the code on this page alone. Source: WICG, "Origin-bound one-time codes".
	return text + "\n\n@" + std::string(hostOf(tenant.origin)) + " #" + code;
}

Result<Value> SmsGate::check(const Value& wanted) const
{
	auto number = _sender.parse(wanted["mobile"].text(), wanted["country"].text());
	if (!number) return invalid("mobile", number.error().detail);
	return Value::object({{"mobile", number->e164}, {"country", number->country}});
}

Result<Value> SmsGate::shown(const sealed::GateGrant& grant) const
{
	return Value::object({{"to", _sender.masked(grant.setting["mobile"].text())}});
}

Result<sealed::GateAsked> SmsGate::ask(Sql& sql, const sealed::GateGrant& grant) const
{
	const auto tenant = _tenants.byId(grant.tenant);
	if (!isOffered() || !tenant) return failed(Code::Unavailable, "nothing sends SMS here");
	const auto& keys = _context.keys();
	const auto code = keys.code(kDigits, kCodeLength);
	auto text = codeText(Wording(_context), *tenant, grant.language, code);
	auto queued = _sender.queue(sql,
		grant.tenant,
		{.to = {grant.setting["mobile"].text(), grant.setting["country"].text()},
			.text = std::move(text),
			.language = grant.language,
			.kind = "sms_gate.code",
			.about = grant.grant,
			.cause = grant.owner,
			.budget = sms::Budget::Codes});
	if (!queued) return queued.error();
	const auto asked = grant.state["asked"].integer() + 1;
	return sealed::GateAsked{Value::object({{"mac", keys.toBase64Url(keys.mac(kPurpose, grant.grant + code).value)},
								 {"until", toMillis(_context.clock().now() + kCodeLife)},
								 {"asked", asked}}),
		pauseAfter(asked)};
}

bool SmsGate::isRight(const sealed::GateGrant& grant, std::string_view answer) const
{
	// Compare even if no code is valid: timing must not reveal whether one was requested.
	const auto& keys = _context.keys();
	auto mac = keys.fromBase64Url(grant.state["mac"].text());
	const bool isValid = mac && !mac->value.empty() &&
		_context.clock().now() < fromMillis(grant.state["until"].integer());
	const bool isSame = keys.matches(
		kPurpose, grant.grant + cleanCode(answer), isValid ? *mac : keys.mac(kPurpose, grant.grant));
	return isSame && isValid;
}

Value SmsGate::composed(const TenantId& tenant, const UserId& user, const Language& language) const
{
	std::string lock;
	if (_entitlements && isOffered())
	{
		const auto person = _entitlements->of(tenant, user);
		if (!person) return Value::object({{"isOffered", false}, {"lock", Value()}});
		if (const auto has = _entitlements->checkFeature(*person, licensing::kSmsGate); !has)
			lock = _entitlements->explain(language, has.error());
	}
	return Value::object({{"isOffered", isOffered() && lock.empty()},
		{"lock", lock.empty() ? Value() : Value::object({{"text", lock}})}});
}

}
