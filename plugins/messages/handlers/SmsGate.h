// Implements the SMS gate (product row A4): a code goes to the recipient's mobile on request.
#pragma once
#include "domain/Message.h"
#include "sx/messages/Gate.h"
#include "sx/sms/Sms.h"

namespace sx::messages {

/// Sends a code by SMS and compares the answer with it. [any thread]
class SmsGate final: public Gate
{
public:
	/// Takes a sender that may be null: then the gate is not offered.
	SmsGate(Context& context, const TenantSource& tenants, sms::Sender* sender):
		_context(context), _tenants(tenants), _sender(sender)
	{
	}

	std::string_view name() const noexcept override { return "sms"; }
	unsigned flag() const noexcept override { return kSmsGate; }
	bool isOffered() const noexcept override { return _sender && _sender->isOffered(); }
	std::string title(const Language& language) const override { return _context.pages().text(language, "gate.sms"); }
	std::string step(const Language& language) const override
	{
		return _context.pages().text(language, "notice.step.sms");
	}
	Result<Value> check(const Value& wanted) const noexcept override;
	Result<Value> shown(const GateGrant& grant) const noexcept override;
	bool asks() const noexcept override { return true; }
	Result<GateAsked> ask(Sql& sql, const GateGrant& grant) const noexcept override;
	bool isRight(const GateGrant& grant, std::string_view answer) const noexcept override;

private:
	Context& _context;
	const TenantSource& _tenants;
	sms::Sender* _sender;
};

}
