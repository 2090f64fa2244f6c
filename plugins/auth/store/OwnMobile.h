// A person's own mobile: given, proved by a code, taken away.
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

	struct View { std::string mobile, country, waiting; };  // readable; waiting: masked, its code is awaited
	sx::Result<View> view(const sx::Principal& person) const;
	std::vector<sx::sms::Country> countries() const { return _sender->countries(); }

	/// Keeps the country, and sends a code to a number that is not the person's already. True: a code was sent.
	/// Errors: Invalid (mobile), Limited.
	sx::Result<bool> give(const sx::Principal& person, const sx::Tenant& tenant, std::string_view typed, std::string_view country);
	/// Errors: Invalid with problem "code_wrong" and tries_left, or "code_over".
	sx::Result<> prove(const sx::Principal& person, std::string_view typed);
	/// The one that waits, too.
	sx::Result<> remove(const sx::Principal& person);
	sx::Result<> sweep();

private:
	std::string newCode() const;

	sx::Context* _context = nullptr;
	sx::sms::Sender* _sender = nullptr;
	sx::directory::Mobiles* _mobiles = nullptr;
};

}
