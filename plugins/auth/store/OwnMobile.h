// A person's own mobile: given, proved by a code, taken away; and whether it protects what is answered to the person
// (row A14).
#pragma once
#include "store/MobileRows.h"
#include "sx/directory/Directory.h"
#include "sx/sms/Sms.h"

namespace auth {

/// [any thread, between start and stop]
class OwnMobile
{
public:
	static constexpr std::chrono::minutes kLife{10};
	static constexpr int kTries = 5;

	void start(sx::Context& context);
	/// false: this deployment sends no texts.
	bool isOffered() const noexcept { return _sender && _sender->isOffered() && _mobiles; }

	struct View
	{
		std::string mobile, country, waiting;  // readable; waiting: masked, its code is awaited
		bool protectsReplies = false;
		bool isEnding = false;  // the code that is awaited ends the protection
	};
	sx::Result<View> view(const sx::Principal& person) const;
	/// Also where no texts are sent. Errors: Missing.
	sx::Result<bool> protectsReplies(const sx::Principal& person) const;
	std::vector<sx::sms::Country> countries() const { return _sender->countries(); }

	/// Keeps the country, and sends a code to a number that is not the person's already. True: a code was sent.
	/// Errors: Invalid (mobile), Limited, Conflict with problem "mobile_locked" (another number, while this one
	/// protects replies).
	sx::Result<bool> give(
		const sx::Principal& person, const sx::Tenant& tenant, std::string_view typed, std::string_view country);
	/// Errors: Invalid with problem "code_wrong" and tries_left, or "code_over".
	sx::Result<> prove(const sx::Principal& person, std::string_view typed);
	/// On at once; off only by a code to the very mobile: who signed in with a stolen mailbox must not end what
	/// protects against him. True: a code was sent. Errors: Conflict with problem "mobile_missing", Limited.
	sx::Result<bool> protectReplies(const sx::Principal& person, const sx::Tenant& tenant, bool wanted);
	/// The one that waits, too. Errors: Conflict with problem "mobile_locked".
	sx::Result<> remove(const sx::Principal& person);
	sx::Result<> sweep();

private:
	std::string newCode() const;
	/// order: sealed with the row, what the code's return carries out. word: of the text.
	sx::Result<> sendCode(sx::Sql& sql,
		const sx::Principal& person,
		const sx::Tenant& tenant,
		const sx::sms::Number& to,
		const std::string& order,
		const char* word);

	sx::Context* _context = nullptr;
	sx::sms::Sender* _sender = nullptr;
	sx::directory::Mobiles* _mobiles = nullptr;
};

}
