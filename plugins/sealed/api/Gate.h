// Lets a plugin put a gate of its own before sealed things: it defines what an author sets for a recipient, what the
// reader is shown and which answer is right.
#pragma once
#include "sx/plugin.h"

#include <algorithm>

namespace sx::sealed {

/// Tells whether a text has the form of a gate's name: 1 to 32 of a to z, 0 to 9 and _. The name goes as it is into
/// routes and labels of metrics.
inline bool isGateName(std::string_view name) noexcept
{
	return !name.empty() && name.size() <= 32 && std::all_of(name.begin(), name.end(), [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
	});
}

/// Identifies one recipient's gate during one call. Holds ids only: nothing of the content.
struct GateGrant
{
	TenantId tenant;
	std::string item, grant;  // ids as on the wire
	Language language;        // the item's
	Value setting;            // what check() returned
	Value state;              // what the last ask() returned; null before it and after an open
	UserId owner{};           // in ask(): who follows the item, and whose quotas it takes; empty: nobody
};

/// Reports what ask() did.
struct GateAsked
{
	Value state;                         // replaces the earlier state, sealed, until an open or the grant's end
	std::chrono::seconds retryAfter{0};  // how long ask() is not called again
};

/// Extension point (`extends: [sealed.gate/1]`): asks the reader for something before an item opens. Plugin sealed
/// seals setting and state at rest, counts wrong answers as it counts wrong passwords, and calls every gate of a grant
/// whatever the other gates returned, so that timing reveals nothing. Password and opening code belong to the sealing
/// protocol and are no Gates (docs/gates.md). [any thread] Since: SDK 1.0
class Gate
{
public:
	static constexpr std::string_view kId = "sealed.gate/1";
	/// Returns the name used on the wire (isGateName); not password or code. Must never change.
	virtual std::string_view name() const noexcept = 0;
	/// Returns the gate's flag in the slot header (protocol.md section 4); 0: it has none, and only the server knows of
	/// it.
	virtual unsigned flag() const noexcept { return 0; }
	/// Returns false when authors cannot set this gate now; what they set earlier stays enforced.
	virtual bool isOffered() const noexcept { return true; }
	/// Returns the name shown in lists of protections, in the mail and in the sender's register: "question secrète".
	virtual std::string title(const Language& language) const = 0;
	/// Returns what the mail tells the recipient to do before opening; empty if there is nothing to do.
	virtual std::string step(const Language& language) const
	{
		static_cast<void>(language);
		return {};
	}
	/// Returns what the gate needs to know of its recipient, which authors set once for all uses: "mobile" (then
	/// check() takes {"mobile","country"}), or empty. An answer that travels there protects nothing from whoever holds
	/// it.
	virtual std::string_view contact() const noexcept { return {}; }
	/// Tells whether this gate keeps out, as a password does, whoever has nothing but the mail: then no opening code is
	/// asked besides, unless the author or the company wants it.
	virtual bool replacesCode() const noexcept { return false; }
	/// Validates what an author set for one recipient (neither null nor false; at most 4 KiB as JSON) and returns the
	/// setting to keep.
	/// Errors: Invalid, with `field` relative to `wanted`.
	virtual Result<Value> check(const Value& wanted) const noexcept = 0;
	/// Returns what the reader sees before answering: an object of texts. Called only for a reader who holds the link.
	virtual Result<Value> shown(const GateGrant& grant) const noexcept = 0;
	/// Tells whether the reader must ask for something (a code that is sent) before being able to answer.
	virtual bool asks() const noexcept { return false; }
	/// Sends what the reader asked for, in the caller's transaction.
	/// Errors: Limited with `retry_after` in extra, Unavailable.
	virtual Result<GateAsked> ask(Sql& sql, const GateGrant& grant) const noexcept
	{
		static_cast<void>(sql);
		static_cast<void>(grant);
		return failed(Code::Invalid, "this gate has nothing to ask for");
	}
	/// Compares the answer in constant time, without I/O; an empty answer is wrong. Called once for each try, inside a
	/// transaction.
	virtual bool isRight(const GateGrant& grant, std::string_view answer) const noexcept = 0;
protected:
	~Gate() = default;
};

}
