// Implements the SMS gate (product row A4): a code goes to the recipient's mobile on request.
#pragma once
#include "sx/licensing/Entitlements.h"
#include "sx/sealed/Gate.h"
#include "sx/sms/Sms.h"
#include "sx/wording.h"

namespace sx::sms_gate {

inline constexpr std::string_view kName = "sms";
inline constexpr unsigned kFlag = 2;  // protocol.md section 4

/// Words the text that brings a code.
std::string codeText(const Wording& wording, const Tenant& tenant, const Language& language, const std::string& code);

/// Sends codes and compares answers with them; Gate says what each function does. [any thread]
class SmsGate
{
public:
	/// entitlements: may be null.
	SmsGate(Context& context,
		const TenantSource& tenants,
		sms::Sender& sender,
		const licensing::Entitlements* entitlements):
		_context(context),
		_tenants(tenants), _sender(sender), _entitlements(entitlements)
	{
	}

	bool isOffered() const noexcept { return _sender.isOffered(); }
	std::string title(const Language& language) const { return _context.pages().text(language, "gate.title"); }
	std::string step(const Language& language) const { return _context.pages().text(language, "gate.step"); }
	Result<Value> check(const Value& wanted) const;
	Result<Value> shown(const sealed::GateGrant& grant) const;
	Result<sealed::GateAsked> ask(Sql& sql, const sealed::GateGrant& grant) const;
	bool isRight(const sealed::GateGrant& grant, std::string_view answer) const;
	/// Returns what the composer shows: {"isOffered", "lock"}; lock: {"text"}, why the plan of whoever composes lacks
	/// the gate, or null.
	Value composed(const TenantId& tenant, const UserId& user, const Language& language) const;

private:
	Context& _context;
	const TenantSource& _tenants;
	sms::Sender& _sender;
	const licensing::Entitlements* const _entitlements;
};

}
