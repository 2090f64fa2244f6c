#include "handlers/SmsGate.h"

#include "domain/SmsCode.h"

#include <exception>

namespace sx::messages {
namespace {

Error internal(const char* where, const std::exception& e)
{
	return Error{Code::Internal, std::string(where) + ": " + e.what()};
}

/// Returns the host of an origin: acme.example.com of "https://acme.example.com:8443".
std::string hostOf(const std::string& origin)
{
	const auto from = origin.find("://") == std::string::npos ? 0 : origin.find("://") + 3;
	return origin.substr(from, origin.find(':', from) - from);
}

}

Result<Value> SmsGate::check(const Value& wanted) const noexcept
try
{
	if (!_sender) return Error{Code::Invalid, "not offered by this server"};
	auto number = _sender->parse(wanted["mobile"].text(), wanted["country"].text());
	if (!number) return Error{Code::Invalid, number.error().detail, "", "", "mobile"};
	return Value::object({{"mobile", number->e164}, {"country", number->country}});
}
catch (const std::exception& e)
{
	return internal("gate.sms.check", e);
}

Result<Value> SmsGate::shown(const GateGrant& grant) const noexcept
try
{
	return Value::object({{"to", _sender ? _sender->masked(grant.setting["mobile"].text()) : std::string()}});
}
catch (const std::exception& e)
{
	return internal("gate.sms.shown", e);
}

Result<GateAsked> SmsGate::ask(Sql& sql, const GateGrant& grant) const noexcept
try
{
	const auto tenant = _tenants.byId(grant.tenant);
	if (!isOffered() || !tenant) return Error{Code::Unavailable, "nothing sends SMS here"};
	const auto& keys = _context.keys();
	std::string code;
	for (int turn = 0; turn < 8 && code.empty(); ++turn) code = makeSmsCode(keys.random(32).value);
	if (code.empty()) return Error{Code::Internal, "no code from 256 random bytes"};
	auto text = _context.pages().text(grant.language,
		"sms.code",
		Value::object(
			{{"code", code}, {"tenant", tenant->name}, {"minutes", static_cast<std::int64_t>(kSmsCodeLife.count())}}));
	// The last line lets a phone offer the code on this page alone. Source: WICG, "Origin-bound one-time codes".
	text += "\n\n@" + hostOf(tenant->origin) + " #" + code;
	auto queued = _sender->queue(sql,
		grant.tenant,
		{{grant.setting["mobile"].text(), grant.setting["country"].text()},
			std::move(text),
			grant.language,
			"messages.sms_code",
			grant.grant});
	if (!queued)
	{
		auto error = queued.error();
		if (error.code == Code::Limited) error.problem = "limited";  // one wire code for all limits
		return error;
	}
	const auto asked = grant.state["asked"].integer() + 1;
	return GateAsked{Value::object({{"mac", keys.toBase64Url(keys.mac("messages.sms", grant.grant + code).value)},
						 {"until", toMillis(_context.clock().now() + kSmsCodeLife)},
						 {"asked", asked}}),
		smsPause(asked)};
}
catch (const std::exception& e)
{
	return internal("gate.sms.ask", e);
}

bool SmsGate::isRight(const GateGrant& grant, std::string_view answer) const noexcept
try
{
	// Compare even if no code is valid: timing must not reveal whether one was requested.
	const auto& keys = _context.keys();
	auto mac = keys.fromBase64Url(grant.state["mac"].text());
	const bool isValid = mac && !mac->value.empty() &&
		_context.clock().now() < fromMillis(grant.state["until"].integer());
	const auto data = grant.grant + cleanSmsCode(answer);
	const bool isSame = keys.matches("messages.sms", data, isValid ? *mac : keys.mac("messages.sms", grant.grant));
	return isSame && isValid;
}
catch (const std::exception&)
{
	return false;
}

}
