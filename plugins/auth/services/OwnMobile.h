// Manages a person's own mobile: enters it, confirms it by a code, removes it, and turns on or off the protection of
// replies to the person by it (row A14).
#pragma once
#include "store/MobileRows.h"
#include "sx/directory/Directory.h"
#include "sx/licensing/Entitlements.h"
#include "sx/sms/Sms.h"

namespace sx::auth {

/// Manages the mobiles that people enter on their account. [any thread]
class OwnMobile
{
public:
	static constexpr std::chrono::minutes kLife{10};
	static constexpr int kTries = 5;

	/// sender: null if this deployment sends no texts. entitlements: null if nothing is sold here.
	OwnMobile(Context& context,
		directory::Mobiles& mobiles,
		sms::Sender* sender,
		const licensing::Entitlements* entitlements):
		_context(context),
		_mobiles(mobiles), _sender(sender), _entitlements(entitlements)
	{
	}
	/// Tells whether people can have a mobile here; false if this deployment sends no texts.
	bool isOffered() const noexcept { return _sender && _sender->isOffered(); }

	/// Holds what the account page shows.
	struct View
	{
		std::string mobile, country, waiting;  // mobile: readable; waiting: the number that was sent a code, masked
		bool protectsReplies = false;
		bool isEnding = false;  // the awaited code ends the protection
		std::string whyNot{};   // the person's plan does not let them protect replies, and which does; empty: it does
	};
	/// Returns what the account page shows of a person's mobile, in a language. Precondition: isOffered().
	Result<View> view(const Principal& person, const Language& language) const;
	/// Returns the words of an error that a plan is the cause of; empty: another is.
	std::string planFault(const Language& language, const Error& error) const;
	/// Tells whether replies to the person are protected; works also if no texts are sent. Errors: Missing.
	Result<bool> protectsReplies(const Principal& person) const;
	std::vector<sms::Country> countries() const { return _sender->countries(); }

	/// Stores the country, and sends a code to the number unless it is the person's already. Returns whether a code was
	/// sent. Errors: Invalid (field mobile or country), Limited, Conflict with problem "mobile_locked" (a different
	/// number, while the current one protects replies).
	Result<bool> give(const Principal& person, const Tenant& tenant, std::string_view typed, std::string_view country);
	/// Checks a typed code, and then stores the number or ends the protection, whichever the code was sent for.
	/// Errors: Invalid with problem "code_wrong" and tries_left, or with "code_over" (expired, or no try left).
	Result<> prove(const Principal& person, std::string_view typed);
	/// Turns the protection on at once, but off only by a code sent to the protecting mobile: someone who signed in
	/// with a stolen mailbox must not end what protects against them. If there is no mobile, it turns off at once, too.
	/// A protection that is on stays on when the person's plan changes, until they turn it off. Returns whether a code
	/// was sent. Errors: Conflict with problem "mobile_missing", Limited, those of Entitlements::checkFeature.
	Result<bool> protectReplies(const Principal& person, const Tenant& tenant, bool wanted);
	/// Removes the mobile, and a number that awaits its code. Errors: Conflict with problem "mobile_locked" (the mobile
	/// protects replies).
	Result<> remove(const Principal& person);
	/// Deletes codes that have expired.
	Result<> sweep();

private:
	/// Checks that the person's plan gives protected replies.
	Result<> checkPlan(const Principal& person) const;
	/// Sends a new code and stores its row. order: the action to perform once the code is confirmed (the number to
	/// store, or the end of the protection); stored sealed. word: catalogue key of the SMS.
	Result<> sendCode(Sql& sql,
		const Principal& person,
		const Tenant& tenant,
		const sms::Number& to,
		const std::string& order,
		const char* word);

	Context& _context;
	directory::Mobiles& _mobiles;
	sms::Sender* const _sender;
	const licensing::Entitlements* const _entitlements;
};

}
