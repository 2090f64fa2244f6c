// A gate that a plugin puts before a message: what a sender sets for a recipient, what the reader is shown, which
// answer is right.
#pragma once
#include "sx/plugin.h"

namespace sx::messages {

/// One recipient's gate, for one call. Ids only: nothing of the content.
struct GateGrant
{
	TenantId tenant;
	std::string message, grant;  // as on the wire
	Language language;           // of the message
	Value setting;               // what check() gave
	Value state;                 // what the last ask() left; null before it and after an open
};

/// What asking did.
struct GateAsked
{
	Value state;                         // kept sealed in place of the former one, until an open or the grant's end
	std::chrono::seconds retryAfter{0};  // not asked again before
};

/// Extension point (`extends: [messages.gate/1]`). Messages keeps setting and state sealed at rest, counts wrong
/// answers as it counts wrong passwords, and calls every gate of a grant whatever the others said, so that time tells
/// nothing. Password and opening code are part of the sealing protocol and no Gate (docs/gates.md). [any thread] Since:
/// SDK 1.0
class Gate
{
public:
	static constexpr std::string_view kId = "messages.gate/1";
	/// On the wire: a to z, 0 to 9 and _, at most 32; not password, code or sms. Never changes.
	virtual std::string_view name() const noexcept = 0;
	/// false: senders cannot set it now; what was set stays enforced.
	virtual bool isOffered() const noexcept { return true; }
	/// Its name in a list of protections, in the mail and in the sender's register: "question secrète".
	virtual std::string title(const Language& language) const = 0;
	/// What the mail tells the recipient to do before he opens; empty: nothing.
	virtual std::string step(const Language& language) const
	{
		static_cast<void>(language);
		return {};
	}
	/// What a sender set for one recipient (neither null nor false; at most 4 KiB as JSON), made into what is kept.
	/// Errors: Invalid, with `field` within it.
	virtual Result<Value> check(const Value& wanted) const noexcept = 0;
	/// What the reader sees before he answers: an object of texts. Asked for by who holds the link only.
	virtual Result<Value> shown(const GateGrant& grant) const noexcept = 0;
	/// Whether the reader must ask for something before he can answer (a code that is sent to him).
	virtual bool asks() const noexcept { return false; }
	/// Sends it, in the caller's transaction. Errors: Limited with `retry_after` in extra, Unavailable.
	virtual Result<GateAsked> ask(Sql& sql, const GateGrant& grant) const noexcept
	{
		static_cast<void>(sql);
		static_cast<void>(grant);
		return Error{Code::Invalid, "this gate has nothing to ask for"};
	}
	/// Compares in constant time, without I/O; an empty answer is a wrong one. Called once for each try, inside a
	/// transaction.
	virtual bool isRight(const GateGrant& grant, std::string_view answer) const noexcept = 0;
protected:
	~Gate() = default;
};

}
